package io.aiodiskdb.benchmarks;

import io.aiodiskdb.benchmarks.system.Contenders;
import io.aiodiskdb.benchmarks.workload.Pass;
import io.aiodiskdb.benchmarks.workload.Workloads;
import java.nio.file.Path;

/** One pass in a process of its own, so that no system's code, heap or mappings burden the next. */
final class PassProcess {

    private PassProcess() {}

    /**
     * Runs a pass and prints its measurements.
     *
     * @param arguments workload, variant, system, directory, scale
     */
    public static void main(String[] arguments) throws Exception {
        Pass pass = new Pass(
                Contenders.of(arguments[2]),
                Path.of(arguments[3]),
                Double.parseDouble(arguments[4]),
                measurement -> System.out.println(measurement.toLine()));
        try {
            Workloads.of(arguments[0]).run(pass, arguments[1]);
        } catch (Exception | Error e) {
            System.err.print("Exception in pass: ");
            e.printStackTrace(System.err);
            System.err.flush();
            Runtime.getRuntime().halt(1); // some systems leave threads behind that would keep the process alive
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
