/** The lines of a file, with Spring Batch. */
@NullMarked
package io.aiodiskdb.example.batch;

import org.jspecify.annotations.NullMarked;
