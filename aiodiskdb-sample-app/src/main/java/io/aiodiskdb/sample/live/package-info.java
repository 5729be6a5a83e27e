/** Events that go to the pages that are open. */
@NullMarked
package io.aiodiskdb.sample.live;

import org.jspecify.annotations.NullMarked;
