/** What a database tells its listeners. */
@NullMarked
package io.aiodiskdb.event;

import org.jspecify.annotations.NullMarked;
