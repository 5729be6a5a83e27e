package io.aiodiskdb.stress;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Opens a store, as a start after a crash does, and compares it with its log of acknowledgements. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Compares a store with its log of acknowledgements. Exit status 0: nothing is lost, wrong or"
                + " damaged. 1: something is. 3: the store cannot be opened.")
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Option(names = "--log", required = true, description = "The log of acknowledgements.")
    private Path log = Path.of("");

    @Option(names = "--json", description = "Print one line of JSON in place of text.")
    private boolean json;

    @Option(names = "--clean", description = "Demand that the store was stopped cleanly.")
    private boolean clean;

    @Option(
            names = "--damaged",
            split = ",",
            description = "Indices that were damaged on purpose: the store has to report them.")
    private Set<Integer> damaged = new HashSet<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (AioDiskDb db = store.builder()
                .createIfNotExists(false)
                .overwrite(false)
                .recover(!clean)
                .build()) {
            db.blocking().start();
            CheckResult result = new StoreCheck(db, damaged).check(log);
            out.println(json ? result.json() : result.text());
            return result.isGood() ? ExitCode.OK : ExitCode.VIOLATION;
        } catch (AioDiskDbException e) {
            out.println("CHECK FAILED cannot use the store: " + e);
            return ExitCode.STORE_FAILED;
        }
    }
}
