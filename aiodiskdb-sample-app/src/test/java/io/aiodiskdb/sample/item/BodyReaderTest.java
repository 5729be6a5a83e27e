package io.aiodiskdb.sample.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.sample.web.MemoryBudget;
import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    private static final int LIMIT = 300_000;

    private final MemoryBudget budget = new MemoryBudget(10 << 20);
    private final BodyReader reader = new BodyReader(LIMIT);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, LIMIT - 1, LIMIT})
    void readsToTheEnd(int size) throws IOException {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        try (Reservation memory = budget.open()) {
            assertThat(reader.read(new ByteArrayInputStream(body), size, memory))
                    .isEqualTo(body);
            assertThat(budget.reserved()).isEqualTo(size);
        }
        try (Reservation memory = budget.open()) {
            assertThat(reader.read(new ByteArrayInputStream(body), -1, memory)).isEqualTo(body);
            assertThat(budget.reserved()).isBetween((long) size, 2L * Math.max(size, 65_536));
        }
    }

    @Test
    void readsNothingOfABodyThatIsDeclaredTooLarge() {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[LIMIT + 1]);
        try (Reservation memory = budget.open()) {
            assertThatThrownBy(() -> reader.read(in, LIMIT + 1, memory))
                    .isInstanceOf(ItemTooLargeException.class)
                    .hasMessageContaining("at most 300000 bytes")
                    .hasMessageContaining("300001");
        }
        assertThat(in.available()).isEqualTo(LIMIT + 1);
    }

    @Test
    void stopsReadingABodyThatTurnsOutTooLarge() {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[LIMIT + 1000]);
        try (Reservation memory = budget.open()) {
            assertThatThrownBy(() -> reader.read(in, -1, memory)).isInstanceOf(ItemTooLargeException.class);
        }
        assertThat(in.available()).isEqualTo(999);
    }

    @Test
    void refusesABodyThatEndsEarly() {
        try (Reservation memory = budget.open()) {
            assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(new byte[9]), 10, memory))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("9 of 10");
        }
    }
}
