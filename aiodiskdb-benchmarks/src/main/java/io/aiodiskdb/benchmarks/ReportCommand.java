package io.aiodiskdb.benchmarks;

import io.aiodiskdb.benchmarks.report.Page;
import io.aiodiskdb.benchmarks.report.ResultFile;
import io.aiodiskdb.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts the tables and charts of a result file into the documentation. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = BenchmarksCommand.Version.class,
        description = {
            "Writes charts, and the tables between the marks of a Markdown page.",
            "Exit status: 0 done, 1 the page differs (--check), 2 wrong arguments."
        })
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "RESULTS", description = "A file that run has written.")
    private Path resultFile = Path.of("");

    @Option(names = "--output", description = "Directory for the charts (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("docs", "performance");

    @Option(names = "--page", description = "Markdown page for the tables; by default the directory's name and .md.")
    private @Nullable Path page;

    @Option(names = "--check", description = "Change nothing, but tell which files differ from the results.")
    private boolean check;

    @Override
    public Integer call() throws IOException {
        Path markdown = page == null ? output.resolveSibling(output.getFileName() + ".md") : page;
        if (!Files.isRegularFile(resultFile)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for RESULTS: \"" + resultFile + "\"; allowed: a file that is there");
        }
        if (!Files.isRegularFile(markdown)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for --page: \"" + markdown + "\"; allowed: a file that is there");
        }
        Results results = ResultFile.read(resultFile);
        Page target = new Page(markdown, output);
        if (!check) {
            target.write(results, resultFile);
            return 0;
        }
        List<Path> different = target.differences(results, resultFile);
        different.forEach(
                file -> spec.commandLine().getErr().println(file + " does not show what is in " + resultFile));
        return different.isEmpty() ? 0 : 1;
    }
}
