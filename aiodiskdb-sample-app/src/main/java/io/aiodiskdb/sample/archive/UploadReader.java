package io.aiodiskdb.sample.archive;

import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.ItemTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/** Takes over the files of an upload: checks all of them, then reads and hashes one after the other. */
final class UploadReader {

    private final long maxSize;

    /**
     * Makes a reader.
     *
     * @param maxSize most bytes of a file
     */
    UploadReader(long maxSize) {
        this.maxSize = maxSize;
    }

    /**
     * Takes over files.
     *
     * @param files any number, in memory or in temporary files
     * @param received told of each file when it has been read
     * @return the files, in the same order
     * @throws EmptyItemException if one is empty; this and the following before anything is read
     * @throws ItemTooLargeException if one has too many bytes
     * @throws ResponseStatusException if one has no usable name
     */
    List<ReceivedFile> read(List<MultipartFile> files, Consumer<ReceivedFile> received) throws IOException {
        List<String> names = new ArrayList<>();
        for (MultipartFile file : files) {
            String which = "File " + (names.size() + 1) + " of " + files.size();
            String name = name(file.getOriginalFilename(), which);
            checkSize(file.getSize(), which + " (\"" + name + "\")");
            names.add(name);
        }
        List<ReceivedFile> read = new ArrayList<>();
        for (MultipartFile file : files) {
            ReceivedFile next = read(file, names.get(read.size()));
            received.accept(next);
            read.add(next);
        }
        return read;
    }

    private static String name(@Nullable String sent, String which) {
        return FileName.of(sent == null ? "" : sent)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.BAD_REQUEST, which + " has no name that could be kept. Nothing was stored."));
    }

    private void checkSize(long size, String which) {
        if (size == 0) {
            throw new EmptyItemException(which + " is empty. Nothing was stored.");
        }
        if (size > maxSize) {
            throw new ItemTooLargeException(
                    which + " must be at most " + maxSize + " bytes, but is " + size + ". Nothing was stored.");
        }
    }

    private static ReceivedFile read(MultipartFile file, String name) throws IOException {
        MessageDigest digest = sha256();
        byte[] content = new byte[Math.toIntExact(file.getSize())];
        try (InputStream in = new DigestInputStream(file.getInputStream(), digest)) {
            int read = in.readNBytes(content, 0, content.length);
            if (read < content.length) {
                throw new IOException("an uploaded file ended after " + read + " of " + content.length + " bytes");
            }
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        String type = DeclaredType.of(file.getContentType());
        return new ReceivedFile(UUID.randomUUID(), name, type, content, hash, System.nanoTime());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
