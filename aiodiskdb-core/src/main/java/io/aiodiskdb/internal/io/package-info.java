/** The one seam to the disk: files of a directory, their forces, and the lock. */
@NullMarked
package io.aiodiskdb.internal.io;

import org.jspecify.annotations.NullMarked;
