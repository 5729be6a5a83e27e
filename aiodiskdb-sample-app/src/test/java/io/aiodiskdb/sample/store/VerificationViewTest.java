package io.aiodiskdb.sample.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.VerificationReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class VerificationViewTest {

    private final Path directory = Path.of("never", "opened");
    private final Redaction redaction =
            Redaction.of(AioDiskDb.builder(directory).build());

    private String told(String reason) {
        Damage damage = new Damage(3, 10, 5, reason);
        VerificationReport report = new VerificationReport(1, 2, 3, 0, List.of(damage), 1);
        Damage told = Objects.requireNonNull(
                        VerificationView.of(report, redaction).damages())
                .get(0);
        assertThat(told).usingRecursiveComparison().ignoringFields("reason").isEqualTo(damage);
        return told.reason();
    }

    @Test
    void namesFilesWithoutSayingWhereTheyAre() {
        Path file = directory.toAbsolutePath().resolve("data00003.dat");

        assertThat(told("cannot read " + file + ": Input/output error"))
                .isEqualTo("cannot read data00003.dat: Input/output error");
    }

    @Test
    void doesNotNameTheDirectory() {
        assertThat(told(directory.toAbsolutePath() + " is not readable")).isEqualTo("the store is not readable");
    }

    @Test
    void leavesOtherReasonsAsTheyAre() {
        assertThat(told("checksum is 1, expected 2")).isEqualTo("checksum is 1, expected 2");
    }
}
