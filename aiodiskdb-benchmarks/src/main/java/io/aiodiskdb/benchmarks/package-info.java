/** Measures the store beside its peers and the limits of the machine, all in one run. */
@NullMarked
package io.aiodiskdb.benchmarks;

import org.jspecify.annotations.NullMarked;
