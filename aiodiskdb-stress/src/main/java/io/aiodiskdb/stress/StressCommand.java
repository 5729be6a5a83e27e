package io.aiodiskdb.stress;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: puts a store under load, and checks what is left of it. */
@Command(
        name = "aiodiskdb-stress",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, CheckCommand.class, CutCommand.class},
        description = "Puts a store under load, and proves that nothing acknowledged was lost.")
public final class StressCommand {

    private StressCommand() {}

    /**
     * Runs a command.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new StressCommand());
    }
}
