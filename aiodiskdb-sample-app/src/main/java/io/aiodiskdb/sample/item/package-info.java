/** Items of any bytes over HTTP, got by their locations. */
@NullMarked
package io.aiodiskdb.sample.item;

import org.jspecify.annotations.NullMarked;
