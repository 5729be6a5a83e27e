/** Items of the store whose commit is tied to a Spring transaction. */
@NullMarked
package io.aiodiskdb.spring.transaction;

import org.jspecify.annotations.NullMarked;
