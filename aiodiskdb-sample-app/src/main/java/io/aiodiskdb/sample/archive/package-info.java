/** Documents: items with a name, a type and a hash, kept in a table. */
@NullMarked
package io.aiodiskdb.sample.archive;

import org.jspecify.annotations.NullMarked;
