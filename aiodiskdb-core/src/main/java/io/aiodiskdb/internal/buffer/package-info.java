/** Items in RAM that are not yet on stable storage. */
@NullMarked
package io.aiodiskdb.internal.buffer;

import org.jspecify.annotations.NullMarked;
