/** Turns measurements into tables, ratios and charts. */
@NullMarked
package io.aiodiskdb.benchmarks.report;

import org.jspecify.annotations.NullMarked;
