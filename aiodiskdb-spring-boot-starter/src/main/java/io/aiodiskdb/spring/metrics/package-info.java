/** The figures of databases as meters of Micrometer. Off without it. */
@NullMarked
package io.aiodiskdb.spring.metrics;

import org.jspecify.annotations.NullMarked;
