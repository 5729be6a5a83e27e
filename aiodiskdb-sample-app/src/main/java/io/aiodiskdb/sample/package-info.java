/** An HTTP front to a database: items are posted, and got by their locations. */
@NullMarked
package io.aiodiskdb.sample;

import org.jspecify.annotations.NullMarked;
