package io.aiodiskdb.model;

/**
 * How far a verification has got.
 *
 * @param index number of the data file that it is at
 * @param bytesDone bytes checked so far
 * @param bytesTotal bytes to be checked in all, as far as known; may change, and is at least {@code bytesDone}
 */
public record VerificationProgress(int index, long bytesDone, long bytesTotal) {}
