package io.aiodiskdb.spring.endpoint;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Verifies databases, each of them once at a time, and remembers the last outcome. Thread-safe. */
final class Verifications {

    private final Clock clock;
    private final Map<String, Verification> last = new ConcurrentHashMap<>();

    Verifications(Clock clock) {
        this.clock = clock;
    }

    /**
     * Begins to verify a database.
     *
     * @return completes when the outcome can be seen by {@link #describe}
     * @throws RefusedOperationException if it is being verified already
     */
    CompletableFuture<VerificationReport> begin(String name, AioDiskDb database) {
        Verification begun = new Verification(clock.instant(), Redaction.of(database));
        Verification current = last.compute(name, (key, before) -> before == null || before.isDone() ? begun : before);
        if (current != begun) {
            VerificationDescriptor.Progress progress = current.progress();
            throw RefusedOperationException.conflict("the database is being verified already"
                    + (progress == null
                            ? ""
                            : ", " + progress.bytesDone() + " of " + progress.bytesTotal() + " bytes so far"));
        }
        return database.verify(begun::advance).whenComplete((report, failure) -> begun.end(report, failure, clock));
    }

    VerificationDescriptor describe(String name) {
        Verification known = last.get(name);
        return known == null
                ? new VerificationDescriptor(name, true, null, null, null, null, null)
                : known.describe(name);
    }

    /** One verification. */
    private static final class Verification {

        private final Instant started;
        private final Redaction redaction;

        // Written by the threads of the database, read by those of the endpoint.

        private volatile @Nullable VerificationProgress progress;
        private volatile @Nullable Outcome outcome;

        private record Outcome(
                Instant finished,
                VerificationDescriptor.@Nullable Report report,
                @Nullable String failure) {}

        Verification(Instant started, Redaction redaction) {
            this.started = started;
            this.redaction = redaction;
        }

        boolean isDone() {
            return outcome != null;
        }

        void advance(VerificationProgress now) {
            progress = now;
        }

        void end(@Nullable VerificationReport report, @Nullable Throwable failure, Clock clock) {
            outcome = report != null
                    ? new Outcome(clock.instant(), describe(report), null)
                    : new Outcome(
                            clock.instant(),
                            null,
                            failure == null ? null : failure.getClass().getSimpleName());
        }

        VerificationDescriptor.@Nullable Progress progress() {
            VerificationProgress now = progress;
            return now == null
                    ? null
                    : new VerificationDescriptor.Progress(now.index(), now.bytesDone(), now.bytesTotal());
        }

        VerificationDescriptor describe(String name) {
            Outcome ended = outcome;
            return ended == null
                    ? new VerificationDescriptor(name, false, started, null, progress(), null, null)
                    : new VerificationDescriptor(
                            name, true, started, ended.finished(), null, ended.report(), ended.failure());
        }

        private VerificationDescriptor.Report describe(VerificationReport report) {
            List<Damage> damages = report.damages().stream()
                    .limit(VerificationDescriptor.MAX_DAMAGES)
                    .map(damage -> new Damage(
                            damage.index(), damage.position(), damage.size(), redaction.apply(damage.reason())))
                    .toList();
            return new VerificationDescriptor.Report(
                    report.isIntact(),
                    report.indexes(),
                    report.items(),
                    report.bytes(),
                    report.uncheckedBytes(),
                    report.damageCount(),
                    damages);
        }
    }
}
