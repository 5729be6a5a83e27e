/** The systems that are measured, each behind the same few operations. */
@NullMarked
package io.aiodiskdb.benchmarks.system;

import org.jspecify.annotations.NullMarked;
