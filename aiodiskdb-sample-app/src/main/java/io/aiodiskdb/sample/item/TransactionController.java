package io.aiodiskdb.sample.item;

import io.aiodiskdb.Transaction;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.sample.web.FutureAnswer;
import io.aiodiskdb.sample.web.MemoryBudget;
import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Several items at a time. */
@RestController
@RequestMapping("/transactions")
final class TransactionController {

    private final ItemStore store;
    private final MemoryBudget budget;

    TransactionController(ItemStore store, MemoryBudget budget) {
        this.store = store;
        this.budget = budget;
    }

    /** Stores each part, whatever its name, in the order of the parts; all of them, or none. */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    FutureAnswer<List<StoredLocation>> commit(MultipartHttpServletRequest request)
            throws IOException, ServletException {
        List<Part> parts = parts(request);
        checkSizes(parts);
        Reservation memory = budget.open();
        try (Transaction transaction = store.transaction()) {
            memory.grow(bytesNeeded(parts));
            for (Part part : parts) {
                transaction.add(bytes(part));
            }
            return FutureAnswer.of(store.commit(transaction).thenApply(TransactionController::created), memory);
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** The parts as they were sent; Spring's own view of them groups those of the same name. */
    private static List<Part> parts(MultipartHttpServletRequest request) throws IOException, ServletException {
        request.getMultiFileMap(); // parses, and reports what is wrong with Spring's exceptions, not the server's
        return new ArrayList<>(request.getParts());
    }

    private void checkSizes(List<Part> parts) {
        int number = 0;
        for (Part part : parts) {
            String which = "part " + ++number + " of " + parts.size();
            if (part.getSize() == 0) {
                throw new EmptyItemException(which + " is empty: nothing was stored");
            }
            if (part.getSize() > store.maxItemSize()) {
                throw new ItemTooLargeException(which + " must be at most " + store.maxItemSize() + " bytes, but is "
                        + part.getSize() + ": nothing was stored");
            }
        }
    }

    /** What the transaction keeps, and the part that is being copied into it. */
    private static long bytesNeeded(List<Part> parts) {
        long all = parts.stream().mapToLong(Part::getSize).sum();
        return all + parts.stream().mapToLong(Part::getSize).max().orElse(0);
    }

    private static byte[] bytes(Part part) throws IOException {
        try (InputStream in = part.getInputStream()) {
            byte[] bytes = new byte[Math.toIntExact(part.getSize())];
            int read = in.readNBytes(bytes, 0, bytes.length);
            if (read < bytes.length) {
                throw new IOException("an uploaded part ended after " + read + " of " + bytes.length + " bytes");
            }
            return bytes;
        }
    }

    private static ResponseEntity<List<StoredLocation>> created(List<ItemLocation> locations) {
        // The content type is set, not negotiated: what has been stored must not end in "not acceptable".
        return ResponseEntity.status(HttpStatus.CREATED)
                .contentType(MediaType.APPLICATION_JSON)
                .body(locations.stream().map(StoredLocation::of).toList());
    }
}
