package io.aiodiskdb.example.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.BlockingTransaction;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Stores each chunk as one transaction, and then notes where its lines are.
 *
 * <p>Whatever happens, of each chunk all lines are stored or none: if this fails, the database rolls back what it has, and the
 * job can be started again.
 */
@Component
@StepScope
class StoreWriter implements ItemWriter<String> {

    private final BlockingAioDiskDb database;
    private final Path locations;

    StoreWriter(BlockingAioDiskDb database, @Value("#{jobParameters['locations']}") String locations) {
        this.database = database;
        this.locations = Path.of(locations);
    }

    @Override
    public void write(Chunk<? extends String> chunk) throws IOException {
        List<ItemLocation> stored;
        try (BlockingTransaction transaction = database.transaction()) {
            for (String line : chunk) {
                transaction.add(line.getBytes(UTF_8));
            }
            stored = transaction.commit();
        }
        List<String> lines = stored.stream().map(ItemLocation::toString).toList();
        Files.write(locations, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
