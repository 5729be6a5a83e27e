/** The starter with nothing but what it brings itself, and what of the project is published. */
@NullMarked
package io.aiodiskdb.spring.bare;

import org.jspecify.annotations.NullMarked;
