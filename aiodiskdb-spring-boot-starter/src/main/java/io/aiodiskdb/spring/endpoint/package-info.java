/** The actuator endpoint {@code aiodiskdb}. Off without the actuator. */
@NullMarked
package io.aiodiskdb.spring.endpoint;

import org.jspecify.annotations.NullMarked;
