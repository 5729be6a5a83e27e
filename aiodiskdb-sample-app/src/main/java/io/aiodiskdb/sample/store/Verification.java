package io.aiodiskdb.sample.store;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import io.aiodiskdb.sample.live.LiveEvents;
import io.aiodiskdb.sample.live.LiveListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Checks the whole store, one check at a time, and tells the live events how it goes. Thread-safe, does not block. */
@Component
class Verification implements LiveListener {

    private static final Logger log = LoggerFactory.getLogger(Verification.class);

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final AioDiskDb database;
    private final LiveEvents live;
    private final Redaction redaction;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong lastToldNanos = new AtomicLong();

    /** What was told last, for those who come later; volatile because they come on any thread. */
    private volatile @Nullable VerificationView last;

    Verification(AioDiskDb database, LiveEvents live) {
        this.database = database;
        this.live = live;
        this.redaction = Redaction.of(database);
    }

    /** {@return whether it has begun: not if one is running already} */
    boolean begin() {
        if (!running.compareAndSet(false, true)) {
            return false;
        }
        lastToldNanos.set(System.nanoTime());
        tell(VerificationView.of(new VerificationProgress(0, 0, database.stats().bytesOnDisk())));
        CompletableFuture<Void> unused = database.verify(this::progress).handle((report, failure) -> {
            end(report, failure);
            return null;
        });
        return true;
    }

    private void progress(VerificationProgress progress) {
        long now = System.nanoTime();
        if (now - lastToldNanos.get() >= PERIOD_NANOS) {
            lastToldNanos.set(now);
            tell(VerificationView.of(progress));
        }
    }

    private void end(@Nullable VerificationReport report, @Nullable Throwable failure) {
        if (failure != null) {
            log.warn("A verification could not be brought to its end", failure);
        }
        running.set(false);
        tell(report != null ? VerificationView.of(report, redaction) : VerificationView.failed());
    }

    private void tell(VerificationView view) {
        last = view;
        live.publish("verification", view);
    }

    @Override
    public void clientConnected() {
        VerificationView view = last;
        if (view != null) {
            live.publish("verification", view);
        }
    }
}
