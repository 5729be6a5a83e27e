package io.aiodiskdb.sample.store;

import io.aiodiskdb.AioDiskDb;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The store itself. */
@RestController
@RequestMapping("/store")
final class StoreController {

    private final AioDiskDb database;
    private final StoreInspector inspector;
    private final Verification verification;

    StoreController(AioDiskDb database, StoreInspector inspector, Verification verification) {
        this.database = database;
        this.inspector = inspector;
        this.verification = verification;
    }

    @GetMapping
    StoreView store() {
        return inspector.storeAndFiles();
    }

    /** Answers when everything that was added before is on stable storage. */
    @PostMapping("/flush")
    CompletableFuture<Map<String, String>> flush() {
        return database.flush().thenApply(nothing -> Map.of());
    }

    @PostMapping("/verify")
    ResponseEntity<Map<String, String>> verify() {
        if (!verification.begin()) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "A verification is running already.");
        }
        return ResponseEntity.accepted().body(Map.of());
    }
}
