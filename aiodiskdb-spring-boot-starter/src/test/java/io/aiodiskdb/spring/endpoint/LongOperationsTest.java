package io.aiodiskdb.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Operations that take longer than the endpoint waits, or fail. */
class LongOperationsTest {

    private static final Path DIRECTORY = Path.of("/srv/secret");

    private final AioDiskDb database = mock();
    private final AtomicReference<Consumer<VerificationProgress>> progress = new AtomicReference<>();
    private final CompletableFuture<VerificationReport> verification = new CompletableFuture<>();
    private AioDiskDbEndpointWebExtension endpoint;

    @BeforeEach
    void make() {
        AioDiskDb real = AioDiskDb.builder(DIRECTORY).build();
        AioDiskDbConfig config = real.config();
        DbStats stats = real.stats();
        when(database.config()).thenReturn(config);
        when(database.stats()).thenReturn(stats);
        when(database.overwriteEnabled()).thenReturn(true);
        when(database.items(any())).thenReturn(Stream.empty());
        when(database.verify(any())).thenAnswer(call -> {
            progress.set(call.getArgument(0));
            return verification;
        });
        endpoint = new AioDiskDbEndpointWebExtension(new AioDiskDbEndpoint(
                new AioDiskDbRegistry(() -> Map.of("aioDiskDb", database)),
                () -> database,
                mock(RecentEvents.class),
                Duration.ofMillis(1)));
    }

    private static void assertRefused(WebEndpointResponse<Object> answer, int status, String error) {
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(answer.getBody()).isEqualTo(new ErrorDescriptor(status, error));
    }

    @Test
    void verificationGoesOnBehindTheAnswer() {
        WebEndpointResponse<Object> begun = endpoint.operate("default", "verify");
        progress.get().accept(new VerificationProgress(2, 30, 90));

        assertThat(begun.getStatus()).isEqualTo(202);
        VerificationDescriptor shown = (VerificationDescriptor)
                endpoint.view("default", "verification", null, null).getBody();
        assertThat(shown.done()).isFalse();
        assertThat(shown.progress()).isEqualTo(new VerificationDescriptor.Progress(2, 30, 90));
        assertThat(shown.report()).isNull();
    }

    @Test
    void thereAreNeverTwoVerificationsAtATime() {
        WebEndpointResponse<Object> unused = endpoint.operate("default", "verify");
        progress.get().accept(new VerificationProgress(2, 30, 90));

        assertRefused(
                endpoint.operate("default", "verify"),
                409,
                "the database is being verified already, 30 of 90 bytes so far");
    }

    @Test
    void showsAtMostAHundredDamagesAndNoPath() {
        WebEndpointResponse<Object> unused = endpoint.operate("default", "verify");
        List<Damage> damages = IntStream.range(0, 200)
                .mapToObj(number -> new Damage(0, number, 1, "bad bytes in /srv/secret/data00000.dat"))
                .toList();
        verification.complete(new VerificationReport(1, 2, 3, 4, damages, 200));

        VerificationDescriptor shown = (VerificationDescriptor)
                endpoint.view("default", "verification", null, null).getBody();

        assertThat(shown.done()).isTrue();
        assertThat(shown.progress()).isNull();
        assertThat(shown.finished()).isNotNull();
        VerificationDescriptor.Report report = shown.report();
        assertThat(report.intact()).isFalse();
        assertThat(report.damageCount()).isEqualTo(200);
        assertThat(report.damages()).hasSize(100);
        assertThat(report.damages().get(0)).isEqualTo(new Damage(0, 0, 1, "bad bytes in data00000.dat"));
    }

    @Test
    void verificationThatFailsIsOverAndAnotherOneMayBegin() {
        verification.completeExceptionally(new NotRunningException(DIRECTORY + " is STOPPED"));

        assertRefused(endpoint.operate("default", "verify"), 503, "the database does not run");
        VerificationDescriptor shown = (VerificationDescriptor)
                endpoint.view("default", "verification", null, null).getBody();
        assertThat(shown.done()).isTrue();
        assertThat(shown.failure()).isEqualTo("NotRunningException");
        assertRefused(endpoint.operate("default", "verify"), 503, "the database does not run");
    }

    @Test
    void flushGoesOnBehindTheAnswer() {
        when(database.flush()).thenReturn(new CompletableFuture<>());

        WebEndpointResponse<Object> answer = endpoint.operate("default", "flush");

        assertThat(answer.getStatus()).isEqualTo(202);
        assertThat(((FlushDescriptor) answer.getBody()).done()).isFalse();
    }

    @Test
    void pruningGoesOnBehindTheAnswer() {
        when(database.indices())
                .thenReturn(CompletableFuture.completedFuture(List.of(new IndexStats(0, 10, 90, 90, 8, null))));
        when(database.dropIndex(0)).thenReturn(new CompletableFuture<>());

        WebEndpointResponse<Object> answer = endpoint.prune("default", "drop", "0", null, "false");

        assertThat(answer.getStatus()).isEqualTo(202);
        assertThat(answer.getBody()).isEqualTo(new PruningDescriptor("default", "drop", 0, null, false, false, 80, 8L));
    }

    @Test
    void indicesThatTakeTooLongAreAskedForAgain() {
        when(database.indices()).thenReturn(new CompletableFuture<>());

        assertRefused(
                endpoint.view("default", "indices", null, null),
                503,
                "the indices are still being read; ask again in a moment");
    }

    @Test
    void damagedIndexIsShownWithoutItsPath() {
        IndexStats damaged = new IndexStats(0, 0, 0, 0, IndexStats.UNKNOWN_ITEMS, DIRECTORY + "/data00000.journal");
        when(database.indices()).thenReturn(CompletableFuture.completedFuture(List.of(damaged)));

        IndicesDescriptor shown = (IndicesDescriptor)
                endpoint.view("default", "indices", null, null).getBody();

        assertThat(shown.indices()).containsExactly(new IndexDescriptor(0, 0, 0, 0, 0, 0, null, "data00000.journal"));
    }

    static Stream<Arguments> failures() {
        IOException cause = new IOException("/srv/secret/data00000.dat");
        String secret = cause.getMessage();
        return Stream.of(
                Arguments.of(new NotRunningException(secret), 503, "does not run"),
                Arguments.of(new StorageFullException(secret, cause), 507, "storage is full"),
                Arguments.of(new DatabaseFullException(secret), 507, "may not have any more files"),
                Arguments.of(new OverwriteDisabledException(secret), 409, "aiodiskdb.overwrite"),
                Arguments.of(new IndexNotFoundException(secret), 404, "no such index"),
                Arguments.of(new InvalidTrimException(secret), 409, "has changed"),
                Arguments.of(new InvalidDatabaseStateException(secret), 503, "damaged"),
                Arguments.of(new StorageFailedException(secret, cause), 503, "log of the application"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatHasFailedButNotWhere(AioDiskDbException failure, int status, String text) {
        when(database.flush()).thenReturn(CompletableFuture.failedFuture(failure));

        WebEndpointResponse<Object> answer = endpoint.operate("default", "flush");

        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(((ErrorDescriptor) answer.getBody()).error()).contains(text).doesNotContain("secret");
    }

    @Test
    void refusalsReadTheSameWithoutTheWeb() {
        AioDiskDbEndpoint plain = new AioDiskDbEndpoint(
                new AioDiskDbRegistry(() -> Map.of("aioDiskDb", database)), () -> null, mock(RecentEvents.class));

        assertThatExceptionOfType(RefusedOperationException.class)
                .isThrownBy(() -> plain.database("other"))
                .withMessage("there is no database \"other\", but [default]");
    }
}
