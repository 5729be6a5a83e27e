/** Measures single steps of the store with JMH. */
@NullMarked
package io.aiodiskdb.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
