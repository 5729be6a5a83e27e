package io.aiodiskdb.example.webflux;

import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.reactive.ReactiveAioDiskDb;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Stores and shows notes. The location of an item is all there is to find it again, so it is the note's URL. */
@RestController
@RequestMapping("/notes")
class NoteController {

    private final ReactiveAioDiskDb database;

    NoteController(ReactiveAioDiskDb database) {
        this.database = database;
    }

    /** Answers when the note is on stable storage. Notes that come at the same time share the cost of that. */
    @PostMapping
    Mono<ResponseEntity<Void>> store(@RequestBody byte[] note) {
        return database.addDurably(note)
                .map(location ->
                        ResponseEntity.created(URI.create("/notes/" + location)).build());
    }

    @GetMapping(path = "/{location}", produces = "text/plain")
    Mono<ResponseEntity<byte[]>> show(@PathVariable String location) {
        return database.read(ItemLocation.parse(location))
                .map(ResponseEntity::ok)
                .defaultIfEmpty(ResponseEntity.notFound().build());
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    void refuse(IllegalArgumentException notALocation) {}
}
