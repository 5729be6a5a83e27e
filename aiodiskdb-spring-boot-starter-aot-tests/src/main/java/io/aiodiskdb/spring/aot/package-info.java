/** An application that is processed ahead of time. */
@NullMarked
package io.aiodiskdb.spring.aot;

import org.jspecify.annotations.NullMarked;
