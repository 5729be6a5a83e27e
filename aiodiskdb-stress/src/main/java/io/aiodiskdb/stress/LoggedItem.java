package io.aiodiskdb.stress;

/**
 * An item as the log tells of it.
 *
 * @param session in which it was added
 * @param writer that added it
 * @param sequence number of the writer's operation
 * @param ordinal place in its transaction
 * @param total items of the transaction
 * @param size bytes
 * @param order number of its line among those of all items
 * @param durable whether its own line says that it is durable; a later one can say it too
 */
record LoggedItem(
        int session, int writer, long sequence, int ordinal, int total, int size, long order, boolean durable) {

    /** {@return what its bytes have to be} */
    StressItem expected() {
        return new StressItem(session, writer, sequence, ordinal, total, size);
    }
}
