package io.aiodiskdb.spring.endpoint;

/**
 * Why an operation was not done.
 *
 * @param status status code of HTTP
 * @param error what was wrong, and what is allowed
 */
public record ErrorDescriptor(int status, String error) {}
