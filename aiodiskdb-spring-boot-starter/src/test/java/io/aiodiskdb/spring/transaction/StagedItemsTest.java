package io.aiodiskdb.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.Transaction;
import io.aiodiskdb.error.ItemTooLargeException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedItemsTest {

    private static final byte[] ONE_BYTE = {1};

    @TempDir
    private Path directory;

    @Test
    void takesAsManyItemsAsATransactionOfTheStore() {
        AioDiskDb database = AioDiskDb.builder(directory).build();
        StagedItems items = new StagedItems(database.config());
        try (Transaction transaction = database.transaction()) {
            for (int count = 0; count < StagedItems.MAX_ITEMS; count++) {
                items.stage(ONE_BYTE, location -> {});
                transaction.add(ONE_BYTE);
            }
            assertThatExceptionOfType(ItemTooLargeException.class).isThrownBy(() -> transaction.add(ONE_BYTE));
        }
        assertThatExceptionOfType(ItemTooLargeException.class)
                .isThrownBy(() -> items.stage(ONE_BYTE, location -> {}))
                .withMessageContaining("at most 1000000 items");
    }

    @Test
    void freesTheMemoryOfWhatIsForgotten() {
        StagedItems items = new StagedItems(AioDiskDb.builder(directory).build().config());
        StagedItem first = items.stage(ONE_BYTE, location -> {});
        items.savepoint("savepoint");
        StagedItem second = items.stage(ONE_BYTE, location -> {});

        items.rollbackTo("savepoint");
        assertThatThrownBy(second::takeData).hasMessage("taken before");
        assertThat(items.forget("over")).isEqualTo(1);
        assertThatThrownBy(first::takeData).hasMessage("taken before");
        assertThat(items.take()).isEmpty();
    }

    @Test
    void handsTheBytesOverOnce() {
        StagedItem item = new StagedItem(ONE_BYTE, location -> {});
        assertThat(item.takeData()).isEqualTo(ONE_BYTE);
        assertThatThrownBy(item::takeData).hasMessage("taken before");
        assertThat(item.size()).isEqualTo(1);
    }
}
