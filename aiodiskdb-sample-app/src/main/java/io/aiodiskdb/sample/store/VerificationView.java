package io.aiodiskdb.sample.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.VerificationProgress;
import io.aiodiskdb.model.VerificationReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live event: how far a verification is, or what it has found.
 *
 * @param running whether it is still going on
 * @param done bytes checked
 * @param total bytes to be checked
 * @param intact whether nothing is damaged
 * @param items items checked
 * @param bytes bytes checked
 * @param damages the first damages
 * @param damageCount number of all damages
 * @param failure why it could not be brought to its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerificationView(
        boolean running,
        @Nullable Long done,
        @Nullable Long total,
        @Nullable Boolean intact,
        @Nullable Long items,
        @Nullable Long bytes,
        @Nullable List<Damage> damages,
        @Nullable Long damageCount,
        @Nullable String failure) {

    private static final int MOST_DAMAGES = 20;

    static VerificationView of(VerificationProgress progress) {
        return new VerificationView(
                true, progress.bytesDone(), progress.bytesTotal(), null, null, null, null, null, null);
    }

    static VerificationView of(VerificationReport report, Redaction redaction) {
        return new VerificationView(
                false,
                null,
                null,
                report.isIntact(),
                report.items(),
                report.bytes(),
                report.damages().stream()
                        .limit(MOST_DAMAGES)
                        .map(redaction::apply)
                        .toList(),
                report.damageCount(),
                null);
    }

    static VerificationView failed() {
        return new VerificationView(
                false, null, null, null, null, null, null, null, "The verification could not be brought to its end.");
    }
}
