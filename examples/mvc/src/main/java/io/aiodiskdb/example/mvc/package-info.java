/** Notes over HTTP, with Spring MVC. */
@NullMarked
package io.aiodiskdb.example.mvc;

import org.jspecify.annotations.NullMarked;
