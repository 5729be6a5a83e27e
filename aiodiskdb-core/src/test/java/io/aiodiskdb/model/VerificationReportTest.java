package io.aiodiskdb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationReportTest {

    @Test
    void isIntactWithoutDamage() {
        assertThat(new VerificationReport(1, 2, 3, 0, List.of(), 0).isIntact()).isTrue();
        assertThat(new VerificationReport(1, 2, 3, 0, List.of(new Damage(0, 0, 1, "x")), 1).isIntact())
                .isFalse();
    }

    @Test
    void doesNotChangeAfterwards() {
        List<Damage> damages = new ArrayList<>(List.of(new Damage(0, 0, 1, "x")));
        VerificationReport report = new VerificationReport(1, 2, 3, 0, damages, 1);
        damages.clear();

        assertThat(report.damages()).hasSize(1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.damages().clear());
    }
}
