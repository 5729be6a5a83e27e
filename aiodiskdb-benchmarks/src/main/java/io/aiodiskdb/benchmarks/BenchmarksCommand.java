package io.aiodiskdb.benchmarks;

import io.aiodiskdb.benchmarks.system.AioDiskDbContender;
import io.aiodiskdb.benchmarks.system.Contenders;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: measures, and shows what was measured. */
@Command(
        name = "aiodiskdb-benchmarks",
        mixinStandardHelpOptions = true,
        versionProvider = BenchmarksCommand.Version.class,
        subcommands = {RunCommand.class, ReportCommand.class, MicroCommand.class},
        description = "Measures aiodiskdb beside its peers and the limits of this machine.")
final class BenchmarksCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Runs a command.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchmarksCommand());
    }

    /** The version of the store that is measured. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {Contenders.of(AioDiskDbContender.NAME).version()};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: run, report or micro");
    }
}
