package io.aiodiskdb.sample.archive;

import java.util.UUID;

/**
 * A file that has reached the server, and is nowhere else yet. Nobody changes its bytes.
 *
 * @param id of the document to be
 * @param name see {@link FileName}
 * @param type see {@link DeclaredType}
 * @param content its bytes, at least one
 * @param sha256 their hash, in hexadecimal
 * @param receivedNanos {@link System#nanoTime()} when its last byte had been read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReceivedFile(UUID id, String name, String type, byte[] content, String sha256, long receivedNanos) {}
