package io.aiodiskdb.sample.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.sample.web.MemoryBudget.MemoryBusyException;
import io.aiodiskdb.sample.web.MemoryBudget.Reservation;
import io.aiodiskdb.sample.web.MemoryBudget.TooLargeForMemoryException;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100);

    @Test
    void canBeUsedUp() {
        try (Reservation one = budget.open();
                Reservation other = budget.open()) {
            one.grow(60);
            other.grow(40);
            assertThat(budget.reserved()).isEqualTo(100);
            assertThatThrownBy(() -> other.grow(1)).isInstanceOf(MemoryBusyException.class);
            assertThat(budget.reserved()).isEqualTo(100);
        }
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void saysWhatWillNeverFit() {
        try (Reservation memory = budget.open()) {
            assertThatThrownBy(() -> memory.grow(101))
                    .isInstanceOf(TooLargeForMemoryException.class)
                    .hasMessageContaining("101 bytes")
                    .hasMessageContaining("100");
            memory.grow(50);
            assertThatThrownBy(() -> memory.grow(51)).isInstanceOf(TooLargeForMemoryException.class);
        }
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void givesBackAPart() {
        try (Reservation memory = budget.open()) {
            memory.grow(80);
            memory.shrink(50);
            assertThat(budget.reserved()).isEqualTo(30);
        }
        assertThat(budget.reserved()).isZero();
    }

    @Test
    void givesBackOnlyOnce() {
        Reservation other = budget.open();
        other.grow(10);
        Reservation memory = budget.open();
        memory.grow(20);
        memory.close();
        memory.close();
        assertThat(budget.reserved()).isEqualTo(10);
    }

    @Test
    void needsACapacity() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryBudget(0))
                .withMessageContaining("but is 0");
    }
}
