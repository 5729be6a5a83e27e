/** Bytes on disk to records and back; no I/O. */
@NullMarked
package io.aiodiskdb.internal.format;

import org.jspecify.annotations.NullMarked;
