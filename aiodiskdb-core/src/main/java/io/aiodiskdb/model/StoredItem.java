package io.aiodiskdb.model;

/**
 * An item that is on stable storage, as a walk through the database finds it.
 *
 * @param location where it is
 * @param crc32c CRC-32C (Castagnoli, RFC 3720 appendix B.4) of its bytes, an unsigned 32-bit value
 */
public record StoredItem(ItemLocation location, long crc32c) {}
