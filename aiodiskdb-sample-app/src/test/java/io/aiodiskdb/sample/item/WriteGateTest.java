package io.aiodiskdb.sample.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.sample.item.WriteGate.Pass;
import io.aiodiskdb.sample.web.BusyException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteGateTest {

    private static WriteGate gate(Duration patience) {
        return new WriteGate(
                AioDiskDb.builder(Path.of("never opened")).timeout(patience).build());
    }

    private final WriteGate gate = gate(Duration.ofSeconds(30));

    @Test
    void writesPassSideBySide() {
        Pass first = gate.enter();
        assertThat(gate.writing(() -> "second")).isEqualTo("second");
        first.close();
    }

    @Test
    void aPruningWaitsForWritesAndKeepsLaterOnesOut() {
        Pass write = gate.enter();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> pruning = CompletableFuture.supplyAsync(() -> gate.alone(() -> {
            begun.countDown();
            return awaited(end);
        }));
        assertThat(begun.getCount()).isEqualTo(1);

        write.close();
        assertThat(awaited(begun)).isTrue();
        CompletableFuture<Boolean> later = CompletableFuture.supplyAsync(() -> gate.writing(() -> end.getCount() == 0));
        end.countDown();

        assertThat(pruning.join()).isTrue();
        assertThat(later.join()).as("written after the pruning").isTrue();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void isPatientOnlyForSoLong() {
        WriteGate impatient = gate(Duration.ofMillis(50));
        Pass write = impatient.enter();

        assertThatThrownBy(() -> impatient.alone(() -> "never")).isInstanceOf(BusyException.class);

        write.close();
        assertThat(impatient.alone(() -> "now")).isEqualTo("now");
    }

    @Test
    void opensAgainAfterAFailureAndAfterASecondClose() {
        assertThatThrownBy(() -> gate.alone(() -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        Pass write = gate.enter();
        write.close();
        write.close();

        assertThat(gate.alone(() -> "open")).isEqualTo("open");
    }

    @Test
    void letsNothingThroughWhenItIsSealed() {
        gate.seal("closed for good");

        assertThatThrownBy(gate::enter).isInstanceOf(BusyException.class).hasMessage("closed for good");
        assertThatThrownBy(() -> gate.alone(() -> "never"))
                .isInstanceOf(BusyException.class)
                .hasMessage("closed for good");
    }
}
