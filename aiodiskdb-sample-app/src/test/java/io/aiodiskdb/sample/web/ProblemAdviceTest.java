package io.aiodiskdb.sample.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AlreadyRunningException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.DatabaseNotFoundException;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.error.TransactionClosedException;
import io.aiodiskdb.model.Damage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

class ProblemAdviceTest {

    private static final String PATH = "/srv/secret/data00000.dat";

    private final ProblemAdvice advice = new ProblemAdvice();

    static Stream<Arguments> exceptions() {
        return Stream.of(
                Arguments.of(400, false, new EmptyItemException("an item must not be empty")),
                Arguments.of(400, false, new EmptyTransactionException("no items")),
                Arguments.of(400, false, new InvalidTrimException("position 7 of 5")),
                Arguments.of(403, false, new OverwriteDisabledException(PATH)),
                Arguments.of(404, false, new IndexNotFoundException("no index 7")),
                Arguments.of(413, false, new ItemTooLargeException("7 of at most 5 bytes")),
                Arguments.of(507, false, new DatabaseFullException(PATH)),
                Arguments.of(507, false, new StorageFullException(PATH)),
                Arguments.of(503, true, new AddTimeoutException(PATH)),
                Arguments.of(503, true, new NotRunningException(PATH)),
                Arguments.of(503, false, new StorageFailedException(PATH)),
                Arguments.of(503, false, new InvalidDatabaseStateException(PATH)),
                Arguments.of(500, false, new CorruptDataException(new Damage(0, 1, 2, PATH))),
                Arguments.of(500, false, new AlreadyRunningException(PATH)),
                Arguments.of(500, false, new DatabaseLockedException(PATH)),
                Arguments.of(500, false, new DatabaseNotFoundException(PATH)),
                Arguments.of(500, false, new InvalidDataFileException(PATH)),
                Arguments.of(500, false, new TransactionClosedException(PATH)));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void answersToEachExceptionOfTheDatabaseWithoutNamingFiles(int status, boolean retry, RuntimeException exception) {
        assertAnswer(advice.known(exception), status, retry);
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void answersToAnythingElseWithoutSayingWhatItWas(int ignored, boolean retry, RuntimeException exception) {
        assertAnswer(advice.unexpected(new IllegalStateException(PATH, exception)), 500, false);
    }

    private static void assertAnswer(ResponseEntity<ProblemDetail> answer, int status, boolean retry) {
        assertThat(answer.getStatusCode().value()).isEqualTo(status);
        assertThat(answer.getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)).isEqualTo(retry);
        assertThat(answer.getBody().getStatus()).isEqualTo(status);
        assertThat(answer.getBody().getDetail()).isNotBlank().doesNotContain(PATH);
    }
}
