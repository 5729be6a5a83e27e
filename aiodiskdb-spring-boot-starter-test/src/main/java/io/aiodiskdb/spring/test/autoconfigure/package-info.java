/** Tests with a database in a temporary directory. */
@NullMarked
package io.aiodiskdb.spring.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
