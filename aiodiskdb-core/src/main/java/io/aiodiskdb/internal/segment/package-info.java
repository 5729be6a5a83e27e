/** Data files with their journals: writing, reading, trimming, recovering them. */
@NullMarked
package io.aiodiskdb.internal.segment;

import org.jspecify.annotations.NullMarked;
