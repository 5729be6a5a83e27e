package io.aiodiskdb.stress;

import io.aiodiskdb.AioDiskDb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts a store under load, until it is told to end or is killed. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Puts a store under load and notes each acknowledgement in a log outside of it. SIGTERM closes the"
                        + " store in the middle of the load. Exit status 0: done, and closed cleanly. 1: a reader has seen"
                        + " something wrong. 3: the store could not be opened, or has failed. 4: the log took nothing more.")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private LoadSettings settings = new LoadSettings();

    @Option(names = "--log", required = true, description = "The log of acknowledgements; appended to.")
    private Path log = Path.of("");

    @Option(names = "--log-sync", description = "Write the log with O_DSYNC, so that it survives a power cut.")
    private boolean logSync;

    @Option(names = "--session-log", description = "Where to look for the last session, if the log is a pipe.")
    private Path sessionLog = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (settings.minSize < StressItem.MIN_SIZE || settings.maxSize < settings.minSize) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--min-size must be " + StressItem.MIN_SIZE + " to --max-size, but is " + settings.minSize + ", and"
                            + " --max-size is " + settings.maxSize);
        }
        int lastSession = AckLog.lastSession(sessionLog.toString().isEmpty() ? log : sessionLog);
        try (AckLog acknowledgements = AckLog.open(log, logSync);
                AioDiskDb db = store.builder().build()) {
            Load load = new Load(db, acknowledgements, lastSession, settings);
            Runtime.getRuntime().addShutdownHook(new Thread(load::close, "stress-close"));
            return load.run();
        }
    }
}
