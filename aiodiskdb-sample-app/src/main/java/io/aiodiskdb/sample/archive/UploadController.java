package io.aiodiskdb.sample.archive;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.sample.item.ItemStore;
import io.aiodiskdb.sample.web.MemoryBudget;
import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.server.ResponseStatusException;

/** Takes documents in. */
@RestController
final class UploadController {

    private static final String PART = "files";

    private final AioDiskDb database;
    private final ItemStore store;
    private final MemoryBudget budget;
    private final DurableUpload durable;
    private final BufferedUpload buffered;
    private final DocumentStages stages;

    UploadController(
            AioDiskDb database,
            ItemStore store,
            MemoryBudget budget,
            DurableUpload durable,
            BufferedUpload buffered,
            DocumentStages stages) {
        this.database = database;
        this.store = store;
        this.budget = budget;
        this.durable = durable;
        this.buffered = buffered;
        this.stages = stages;
    }

    /** Stores the files of a form, in the way that the parameter {@code mode} says. */
    @PostMapping(path = "/documents", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<List<DocumentView>> upload(MultipartHttpServletRequest request)
            throws IOException, ServletException {
        List<MultipartFile> files = files(request);
        UploadMode mode = UploadMode.of(request.getParameter("mode"));
        try (Reservation memory = budget.open()) {
            memory.grow(bytesNeeded(files));
            return mode == UploadMode.DURABLE ? storeDurably(files) : storeBuffered(files);
        }
    }

    /** All parts have to be files of the one name: what is sent in another way must not be lost without a word. */
    private static List<MultipartFile> files(MultipartHttpServletRequest request) throws IOException, ServletException {
        List<MultipartFile> files = request.getFiles(PART); // parses, and reports with Spring's exceptions
        if (files.isEmpty() || files.size() != request.getParts().size()) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST,
                    "An upload is made of one or more parts with the name \"" + PART
                            + "\" and a file name each, and of no others. Nothing was stored.");
        }
        return files;
    }

    /** The files, the store's copy of them, and the one that is being copied. */
    private static long bytesNeeded(List<MultipartFile> files) {
        long all = files.stream().mapToLong(MultipartFile::getSize).sum();
        return 2 * all + files.stream().mapToLong(MultipartFile::getSize).max().orElse(0);
    }

    private ResponseEntity<List<DocumentView>> storeDurably(List<MultipartFile> files) throws IOException {
        List<ReceivedFile> received = new UploadReader(store.maxItemSize()).read(files, stages::received);
        return answer(HttpStatus.CREATED, durable.store(received));
    }

    private ResponseEntity<List<DocumentView>> storeBuffered(List<MultipartFile> files) throws IOException {
        long most = Math.min(store.maxItemSize(), database.config().maxBufferSize());
        List<ReceivedFile> received = new UploadReader(most).read(files, stages::received);
        return answer(HttpStatus.ACCEPTED, buffered.store(received));
    }

    private static ResponseEntity<List<DocumentView>> answer(HttpStatus status, List<DocumentView> documents) {
        // The content type is set, not negotiated: what has been stored must not end in "not acceptable".
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(documents);
    }
}
