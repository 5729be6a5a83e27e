/**
 * The unchecked exceptions of the database, most of them carried by futures.
 *
 * @serial exclude
 */
@NullMarked
package io.aiodiskdb.error;

import org.jspecify.annotations.NullMarked;
