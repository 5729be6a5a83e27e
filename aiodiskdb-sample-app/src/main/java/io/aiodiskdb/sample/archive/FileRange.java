package io.aiodiskdb.sample.archive;

/**
 * A part of a data file.
 *
 * @param index number of the file
 * @param from position where the part begins
 * @param to position behind its last byte
 */
public record FileRange(int index, long from, long to) {}
