/** What happens when: committing, reading, waiting, starting and stopping. */
@NullMarked
package io.aiodiskdb.internal.engine;

import org.jspecify.annotations.NullMarked;
