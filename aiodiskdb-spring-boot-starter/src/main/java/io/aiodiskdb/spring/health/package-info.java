/** The health of databases for Spring Boot's actuator. Off without it. */
@NullMarked
package io.aiodiskdb.spring.health;

import org.jspecify.annotations.NullMarked;
