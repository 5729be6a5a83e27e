package io.aiodiskdb.sample.archive;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What is known of documents. */
@RestController
@RequestMapping("/documents")
final class DocumentController {

    private static final int MAX_SIZE = 200;
    private static final int MAX_PAGE = 10_000_000;
    private static final int MAX_QUERY = 255;

    private final DocumentCatalog catalog;

    DocumentController(DocumentCatalog catalog) {
        this.catalog = catalog;
    }

    @GetMapping
    DocumentPage list(
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size) {
        requireRange("page", page, 0, MAX_PAGE);
        requireRange("size", size, 1, MAX_SIZE);
        requireRange("the length of query", query.length(), 0, MAX_QUERY);
        return catalog.search(query, page, size);
    }

    private static void requireRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, what + " must be " + least + " to " + most + ", but is " + value + ".");
        }
    }

    @GetMapping("/{id}")
    DocumentView get(@PathVariable UUID id) {
        return catalog.view(id).orElseThrow(() -> notFound(id));
    }

    static ResponseStatusException notFound(UUID id) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no document " + id + ".");
    }
}
