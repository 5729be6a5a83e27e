package io.aiodiskdb.sample.item;

import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.sample.web.FutureAnswer;
import io.aiodiskdb.sample.web.MemoryBudget;
import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import io.aiodiskdb.sample.web.RangeCheck;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Single items. */
@RestController
@RequestMapping("/items")
final class ItemController {

    private final ItemStore store;
    private final MemoryBudget budget;

    ItemController(ItemStore store, MemoryBudget budget) {
        this.store = store;
        this.budget = budget;
    }

    /**
     * Stores the body, whatever its content type, and answers when it is on stable storage.
     *
     * <p>The body is read on the request's thread, at the pace of the client; waiting for the database holds none.
     */
    @PostMapping
    FutureAnswer<StoredLocation> add(HttpServletRequest request) {
        Reservation memory = budget.open();
        try {
            byte[] item = body(request, memory);
            if (store.needsTransaction(item.length)) {
                memory.grow(item.length);
            }
            String path = request.getContextPath() + "/items/";
            return FutureAnswer.of(store.store(item).thenApply(location -> created(path, location)), memory);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private byte[] body(HttpServletRequest request, Reservation memory) {
        try {
            BodyReader reader = new BodyReader(store.maxItemSize());
            return reader.read(request.getInputStream(), request.getContentLengthLong(), memory);
        } catch (IOException e) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "The body could not be read to its end. Nothing was stored.", e);
        }
    }

    private static ResponseEntity<StoredLocation> created(String path, ItemLocation location) {
        // The content type is set, not negotiated: what has been stored must not end in "not acceptable".
        return ResponseEntity.created(URI.create(path + location))
                .contentType(MediaType.APPLICATION_JSON)
                .body(StoredLocation.of(location));
    }

    /** Serves an item, or a part of it if the request has a range; never as something that a browser would run. */
    @GetMapping("/{location}")
    FutureAnswer<Resource> get(
            @PathVariable String location,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String rangeHeader) {
        ItemLocation range = parse(location);
        Reservation memory = budget.open();
        try {
            if (range.size() <= store.maxReadSize()) {
                memory.grow(range.size());
            }
            return FutureAnswer.of(store.read(range).thenApply(bytes -> found(range, bytes, rangeHeader)), memory);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private static ItemLocation parse(String location) {
        try {
            return ItemLocation.parse(location);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
    }

    private static ResponseEntity<Resource> found(
            ItemLocation location, Optional<byte[]> bytes, @Nullable String rangeHeader) {
        byte[] item = bytes.orElseThrow(
                () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no item at " + location + "."));
        Resource resource = new ByteArrayResource(item);
        RangeCheck.require(rangeHeader, resource, item.length);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().build().toString())
                .header("X-Content-Type-Options", "nosniff")
                .eTag(entityTag(item))
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(resource);
    }

    /**
     * Made of the bytes, and to be asked for each time, though items are immutable: a location names other bytes after an
     * rtrim, or when the application is given another directory, and a cache may not hold on to the old ones.
     */
    private static String entityTag(byte[] item) {
        CRC32C checksum = new CRC32C();
        checksum.update(item);
        return String.format("\"%08x\"", checksum.getValue());
    }
}
