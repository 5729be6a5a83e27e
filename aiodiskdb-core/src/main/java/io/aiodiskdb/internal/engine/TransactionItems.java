package io.aiodiskdb.internal.engine;

import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.internal.format.JournalCodec;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The items of a transaction. Guarded by its owner while it grows; confined to the committer once it is committed. */
public final class TransactionItems {

    private final AioDiskDbConfig config;
    private final List<byte[]> items = new ArrayList<>();
    private final List<Integer> checksums = new ArrayList<>();
    private long bytes;

    /**
     * Makes an empty list.
     *
     * @param config the bounds
     */
    public TransactionItems(AioDiskDbConfig config) {
        this.config = config;
    }

    /**
     * Checks whether an item may be added.
     *
     * @param size its bytes
     * @throws EmptyItemException if there are none
     * @throws ItemTooLargeException if there are too many, or too many items
     */
    public void requireRoomFor(int size) {
        if (size == 0) {
            throw new EmptyItemException("an item must have at least 1 byte, but has 0");
        }
        if (size > config.maxFileSize()) {
            throw new ItemTooLargeException("an item of a transaction must have at most max-file-size = "
                    + config.maxFileSize() + " bytes, but has " + size);
        }
        if (bytes + size > config.maxTransactionSize()) {
            throw new ItemTooLargeException("a transaction must have at most max-transaction-size = "
                    + config.maxTransactionSize() + " bytes, but would have " + (bytes + size));
        }
        if (items.size() == JournalCodec.MAX_ITEMS) {
            throw new ItemTooLargeException("a transaction must have at most " + JournalCodec.MAX_ITEMS + " items");
        }
    }

    /**
     * Appends an item.
     *
     * @param copy its bytes, which nobody else changes
     */
    public void add(byte[] copy) {
        CRC32C crc = new CRC32C();
        crc.update(copy, 0, copy.length);
        items.add(copy);
        checksums.add((int) crc.getValue());
        bytes += copy.length;
    }

    /** Forgets all items. */
    public void clear() {
        items.clear();
        checksums.clear();
        bytes = 0;
    }

    /** {@return the number of items} */
    public int count() {
        return items.size();
    }

    /** {@return the bytes of all items} */
    public long bytes() {
        return bytes;
    }

    byte[] item(int number) {
        return items.get(number);
    }

    int checksum(int number) {
        return checksums.get(number);
    }
}
