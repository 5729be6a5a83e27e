package io.aiodiskdb.sample.archive;

import java.util.concurrent.CompletableFuture;

/**
 * A document in the store's buffer, whose row is yet to be written.
 *
 * @param document the row to be
 * @param durable completes when the item is on stable storage, or cannot get there
 * @param receivedNanos when its last byte had been received, see {@link ReceivedFile}
 */
record PendingDocument(Document document, CompletableFuture<Void> durable, long receivedNanos) {}
