/** What the store does, shown and steered. */
@NullMarked
package io.aiodiskdb.sample.store;

import org.jspecify.annotations.NullMarked;
