/** What the systems are made to do. */
@NullMarked
package io.aiodiskdb.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
