package io.aiodiskdb.sample.archive;

/**
 * How many documents there are in a data file.
 *
 * @param fileIndex its number
 * @param documents those that are there
 * @param gone those that have been pruned
 */
public record FileCensus(int fileIndex, long documents, long gone) {}
