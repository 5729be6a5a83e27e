/** Notes over HTTP, with Spring WebFlux. */
@NullMarked
package io.aiodiskdb.example.webflux;

import org.jspecify.annotations.NullMarked;
