package io.aiodiskdb.model;

/**
 * A range of a database that is not what was written.
 *
 * @param index number of the data file
 * @param position offset of the first byte concerned, in bytes
 * @param size number of bytes concerned; 0 if the damage is one of the file as a whole
 * @param reason what is wrong, with the expected and the actual value
 */
public record Damage(int index, long position, long size, String reason) {}
