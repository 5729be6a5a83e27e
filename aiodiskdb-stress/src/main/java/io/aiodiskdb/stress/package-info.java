/** A load with a log of its acknowledgements, and a checker that compares a store with such a log. */
@NullMarked
package io.aiodiskdb.stress;

import org.jspecify.annotations.NullMarked;
