package io.aiodiskdb.spring.endpoint;

import org.jspecify.annotations.Nullable;

/** Checks what was asked for. */
final class Ranges {

    private Ranges() {}

    static int check(String parameter, int value, int least, int most) {
        if (value < least || value > most) {
            throw RefusedOperationException.badRequest(
                    parameter + " must be " + least + " to " + most + ", but is " + value);
        }
        return value;
    }

    static void forbid(String parameter, @Nullable Object value, String view) {
        if (value != null) {
            throw RefusedOperationException.badRequest(view + " takes no " + parameter + ", but there is " + value);
        }
    }
}
