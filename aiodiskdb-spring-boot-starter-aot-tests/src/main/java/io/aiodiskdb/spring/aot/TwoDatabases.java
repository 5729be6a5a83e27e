package io.aiodiskdb.spring.aot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.event.AioDiskDbWrittenEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Uses the primary database and a named one, and listens to both. */
@Component
class TwoDatabases {

    private final BlockingAioDiskDb primary;
    private final AioDiskDb blocks;
    private final AioDiskDbRegistry registry;
    private final CompletableFuture<String> heardOfPrimary = new CompletableFuture<>();
    private final CompletableFuture<String> heardOfBlocks = new CompletableFuture<>();

    TwoDatabases(BlockingAioDiskDb primary, @Qualifier("blocks") AioDiskDb blocks, AioDiskDbRegistry registry) {
        this.primary = primary;
        this.blocks = blocks;
        this.registry = registry;
    }

    void use() {
        ItemLocation location = primary.addDurably("of the primary one".getBytes(UTF_8));
        ItemLocation block = blocks.addDurably("a block".getBytes(UTF_8)).join();
        System.out.println("databases: " + registry.databases().keySet());
        System.out.println("read: " + new String(primary.read(location).orElseThrow(), UTF_8));
        System.out.println("read: " + new String(blocks.read(block).join().orElseThrow(), UTF_8));
        System.out.println(
                "heard: " + heardOfPrimary.orTimeout(1, TimeUnit.MINUTES).join());
        System.out.println(
                "heard: " + heardOfBlocks.orTimeout(1, TimeUnit.MINUTES).join());
    }

    @EventListener(condition = "#event.database == 'default'")
    void onWritten(AioDiskDbWrittenEvent event) {
        heardOfPrimary.complete(event.getSize() + " bytes in " + event.getDatabase());
    }

    @EventListener(condition = "#event.database == 'blocks'")
    void onBlocksWritten(AioDiskDbWrittenEvent event) {
        heardOfBlocks.complete(event.getSize() + " bytes in " + event.getDatabase());
    }
}
