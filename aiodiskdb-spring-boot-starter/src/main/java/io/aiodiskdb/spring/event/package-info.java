/** The events of databases as application events. */
@NullMarked
package io.aiodiskdb.spring.event;

import org.jspecify.annotations.NullMarked;
