/**
 * An embeddable, append-only store of immutable byte strings for code that must not block.
 *
 * <p>Begin with {@link io.aiodiskdb.AioDiskDb#builder(java.nio.file.Path)}.
 */
@NullMarked
package io.aiodiskdb;

import org.jspecify.annotations.NullMarked;
