package io.aiodiskdb.sample.store;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.sample.archive.AffectedDocuments;
import io.aiodiskdb.sample.archive.ArchivePruning;
import io.aiodiskdb.sample.store.Pruning.Drop;
import io.aiodiskdb.sample.store.Pruning.LeftTrim;
import io.aiodiskdb.sample.store.Pruning.RightTrim;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Prunes data files, or tells what that would remove. Only where overwriting is enabled. */
@RestController
@RequestMapping("/store/files/{index}")
final class PruningController {

    private final AioDiskDb database;
    private final ArchivePruning archive;

    PruningController(AioDiskDb database, ArchivePruning archive) {
        this.database = database;
        this.archive = archive;
    }

    /**
     * Where to cut.
     *
     * @param position offset in the data file, in bytes
     */
    record Cut(@Nullable Long position) {}

    @PostMapping("/ltrim")
    PruningAnswer ltrim(
            @PathVariable int index, @RequestBody Cut cut, @RequestParam(defaultValue = "false") boolean dryRun) {
        return answer(new LeftTrim(index, position(cut)), dryRun);
    }

    @PostMapping("/rtrim")
    PruningAnswer rtrim(
            @PathVariable int index, @RequestBody Cut cut, @RequestParam(defaultValue = "false") boolean dryRun) {
        return answer(new RightTrim(index, position(cut)), dryRun);
    }

    @DeleteMapping
    PruningAnswer drop(@PathVariable int index, @RequestParam(defaultValue = "false") boolean dryRun) {
        return answer(new Drop(index), dryRun);
    }

    private static long position(Cut cut) {
        Long position = cut.position();
        if (position == null) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "position is missing. Nothing was pruned.");
        }
        return position;
    }

    private PruningAnswer answer(Pruning pruning, boolean dryRun) {
        if (!database.overwriteEnabled()) {
            throw new OverwriteDisabledException("pruning is not enabled");
        }
        long bytes = pruning.bytes(file(pruning.index()));
        if (dryRun) {
            return PruningAnswer.of(bytes, archive.affected(pruning.range()));
        }
        AtomicLong removed = new AtomicLong();
        AffectedDocuments affected = archive.prune(pruning.range(), () -> removed.set(pruning.prune(database)));
        return PruningAnswer.of(removed.get(), affected);
    }

    private IndexStats file(int index) {
        return database.blocking().indices().stream()
                .filter(each -> each.index() == index)
                .findFirst()
                .orElseThrow(() -> new IndexNotFoundException("there is no index " + index));
    }
}
