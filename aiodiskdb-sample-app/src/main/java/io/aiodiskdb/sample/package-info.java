/** An application that shows what the store does: items by their locations, and an archive of documents. */
@NullMarked
package io.aiodiskdb.sample;

import org.jspecify.annotations.NullMarked;
