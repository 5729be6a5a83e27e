/** What all requests share: memory, problems, and the refusal of what comes from elsewhere. */
@NullMarked
package io.aiodiskdb.sample.web;

import org.jspecify.annotations.NullMarked;
