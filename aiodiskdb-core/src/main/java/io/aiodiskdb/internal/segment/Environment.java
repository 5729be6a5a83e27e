package io.aiodiskdb.internal.segment;

import io.aiodiskdb.internal.io.Storage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the segments get from outside, so that tests need neither luck nor patience.
 *
 * @param storage the disk
 * @param forceExecutor runs the forces that go on side by side
 * @param nanoTime a clock that only goes forward
 * @param epochs gives a random number for each opening
 */
public record Environment(Storage storage, Executor forceExecutor, LongSupplier nanoTime, LongSupplier epochs) {}
