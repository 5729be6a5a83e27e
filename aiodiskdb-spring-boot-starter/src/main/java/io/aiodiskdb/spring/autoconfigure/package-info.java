/** The auto-configuration of a database from the properties {@code aiodiskdb.*}. */
@NullMarked
package io.aiodiskdb.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
