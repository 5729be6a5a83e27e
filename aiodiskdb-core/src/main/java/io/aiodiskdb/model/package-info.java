/** Values of the public API: locations, configuration, state and figures. All of them are immutable. */
@NullMarked
package io.aiodiskdb.model;

import org.jspecify.annotations.NullMarked;
