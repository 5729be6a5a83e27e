package io.aiodiskdb.sample.archive;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.sample.web.FutureAnswer;
import io.aiodiskdb.sample.web.MemoryBudget;
import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import io.aiodiskdb.sample.web.RangeCheck;
import io.aiodiskdb.spring.resource.ItemResource;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.server.ResponseStatusException;

/**
 * Serves what visitors have uploaded, in such a way that no browser runs it: as a picture, as plain text, or as bytes of an
 * unknown type for download, whatever type was declared; a page of this origin cannot even be made to load it as a script.
 * What is shown all the same is in a sandbox, without scripts and with an origin of its own.
 */
@RestController
final class ContentController {

    private static final String SANDBOX = "sandbox; default-src 'none'";

    private static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private final AioDiskDb database;
    private final DocumentCatalog catalog;
    private final MemoryBudget budget;

    ContentController(AioDiskDb database, DocumentCatalog catalog, MemoryBudget budget) {
        this.database = database;
        this.catalog = catalog;
        this.budget = budget;
    }

    /** Serves a document, or a part of it if the request has a range. */
    @GetMapping("/documents/{id}/content")
    FutureAnswer<Resource> get(
            @PathVariable UUID id, @RequestParam(defaultValue = "false") boolean inline, ServletWebRequest request)
            throws IOException {
        HttpServletResponse response = Objects.requireNonNull(request.getResponse());
        response.setHeader("Content-Security-Policy", SANDBOX); // in the place of the page's, which is laxer
        Document document = catalog.find(id).orElseThrow(() -> DocumentController.notFound(id));
        if (document.isGone()) {
            throw gone(document);
        }
        Reservation memory = budget.open();
        try {
            ResponseEntity<Resource> answer = answer(document, inline, request, memory);
            return FutureAnswer.of(CompletableFuture.completedFuture(answer), memory);
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private ResponseEntity<Resource> answer(
            Document document, boolean inline, ServletWebRequest request, Reservation memory) throws IOException {
        String tag = "\"" + document.sha256() + "\"";
        if (isKnown(request.getHeaderValues(HttpHeaders.IF_NONE_MATCH), tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .eTag(tag)
                    .cacheControl(FOREVER)
                    .build();
        }
        Preview preview = inline ? Preview.of(document.type()) : null;
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .eTag(tag)
                .cacheControl(FOREVER)
                .contentType(preview == null ? MediaType.APPLICATION_OCTET_STREAM : preview.mediaType(document.type()))
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition(document, preview != null))
                .header("X-Content-Type-Options", "nosniff");
        if (request.getHttpMethod().equals(HttpMethod.HEAD)) {
            return answer.header(HttpHeaders.ACCEPT_RANGES, "bytes")
                    .contentLength(document.size())
                    .build();
        }
        memory.grow(document.size());
        Resource content = content(document);
        String condition = request.getHeader(HttpHeaders.IF_RANGE);
        if (condition != null && !condition.equals(tag)) {
            return answer.contentLength(document.size()).body(whole(content));
        }
        RangeCheck.require(request.getHeader(HttpHeaders.RANGE), content, document.size());
        return answer.body(content);
    }

    private static boolean isKnown(String @Nullable [] tags, String tag) {
        return tags != null
                && Arrays.stream(tags)
                        .flatMap(header -> Arrays.stream(header.split(",")))
                        .map(each -> each.strip().replaceFirst("^W/", ""))
                        .anyMatch(each -> each.equals(tag) || each.equals("*"));
    }

    private static String disposition(Document document, boolean inline) {
        ContentDisposition.Builder builder = inline ? ContentDisposition.inline() : ContentDisposition.attachment();
        return builder.filename(document.name(), StandardCharsets.UTF_8).build().toString();
    }

    /**
     * Read whole, whatever is wanted of it, and before the answer has begun: only then its checksum can be compared, and a
     * problem be reported.
     */
    private Resource content(Document document) throws IOException {
        try {
            return new ByteArrayResource(new ItemResource(database, document.location()).getContentAsByteArray());
        } catch (NoSuchFileException e) {
            throw gone(document);
        }
    }

    private static ResponseStatusException gone(Document document) {
        return new ResponseStatusException(
                HttpStatus.GONE, "The content of document " + document.id() + " has been pruned.");
    }

    /** What Spring takes no ranges of. */
    private static Resource whole(Resource content) {
        return new InputStreamResource(content);
    }
}
