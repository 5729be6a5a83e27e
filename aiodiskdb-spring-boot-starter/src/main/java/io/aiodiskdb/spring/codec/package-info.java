/** Items of the store as objects. */
@NullMarked
package io.aiodiskdb.spring.codec;

import org.jspecify.annotations.NullMarked;
