/** What an application that uses Spring sees of its databases. */
@NullMarked
package io.aiodiskdb.spring;

import org.jspecify.annotations.NullMarked;
