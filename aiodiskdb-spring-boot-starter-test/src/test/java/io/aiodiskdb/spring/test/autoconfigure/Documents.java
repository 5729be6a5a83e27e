package io.aiodiskdb.spring.test.autoconfigure;

import org.springframework.stereotype.Component;

/** A component of the application, which a slice does not find by itself. */
@Component
class Documents {}
