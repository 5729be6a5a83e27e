package io.aiodiskdb.internal.format;

/**
 * The part of a commit group that lies in one index.
 *
 * @param index number of the data file
 * @param from position of its first byte
 * @param to position behind its last byte
 */
public record GroupPart(int index, long from, long to) {}
