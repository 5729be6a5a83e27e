/** Items of the store as Spring resources. */
@NullMarked
package io.aiodiskdb.spring.resource;

import org.jspecify.annotations.NullMarked;
