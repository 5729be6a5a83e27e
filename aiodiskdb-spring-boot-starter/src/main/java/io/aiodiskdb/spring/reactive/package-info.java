/** The store for Reactor. */
@NullMarked
package io.aiodiskdb.spring.reactive;

import org.jspecify.annotations.NullMarked;
