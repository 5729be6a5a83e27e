package io.aiodiskdb.spring.endpoint;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/** The answer to an operation that may go on when it is given. */
interface LongOperation extends OperationResponseBody {

    /** {@return whether it has ended} */
    boolean done();
}
