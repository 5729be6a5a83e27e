package io.aiodiskdb.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the micro-benchmarks with JMH, which understands the arguments. */
@Command(
        name = "micro",
        description = "Runs the micro-benchmarks with JMH; arguments are JMH's own, such as -prof gc, -l or -h.")
final class MicroCommand implements Callable<Integer> {

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
