package io.aiodiskdb.sample.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** Refuses ranges with a problem, before Spring does it without one. */
public final class RangeCheck {

    private RangeCheck() {}

    /**
     * Checks the ranges of a request.
     *
     * @param rangeHeader its header, or null
     * @param resource what the ranges are of
     * @param size its length, in bytes
     * @throws ErrorResponseException 416, if they are malformed, or not there
     */
    public static void require(@Nullable String rangeHeader, Resource resource, long size) {
        try {
            HttpRange.toResourceRegions(HttpRange.parseRanges(rangeHeader), resource);
        } catch (IllegalArgumentException e) {
            ErrorResponseException refusal = new ErrorResponseException(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, e);
            refusal.setDetail("This has " + size + " bytes, and no such range.");
            refusal.getHeaders().set(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
            throw refusal;
        }
    }
}
