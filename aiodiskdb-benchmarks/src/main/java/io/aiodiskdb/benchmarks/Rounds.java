package io.aiodiskdb.benchmarks;

import io.aiodiskdb.benchmarks.report.ResultFile;
import io.aiodiskdb.benchmarks.report.Results;
import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.workload.Measurement;
import io.aiodiskdb.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs all systems through a variant, then again for the next round, so that what is compared is measured close in time. Each round begins
 * with another system, and every second one goes the other way round: nobody always comes first, or always after the same one.
 */
record Rounds(PassRunner runner, int rounds, Results results, ResultFile file, PrintWriter progress) {

    void run(List<Workload> workloads, List<Contender> systems, String text) throws IOException, InterruptedException {
        for (Workload workload : workloads) {
            progress.println(workload.name() + ": " + workload.description());
            for (String variant : workload.variants()) {
                if (variant.contains(text)) {
                    variant(workload, variant, systems);
                }
            }
        }
    }

    private void variant(Workload workload, String variant, List<Contender> systems)
            throws IOException, InterruptedException {
        List<Contender> suited =
                systems.stream().filter(each -> workload.suits(each, variant)).toList();
        for (int round = 1; round <= rounds; round++) {
            for (Contender system : inTurn(suited, round)) {
                pass(round, workload, variant, system);
            }
        }
    }

    /** {@return all systems, in the order in which they come in a round} */
    static List<Contender> inTurn(List<Contender> systems, int round) {
        List<Contender> order = new ArrayList<>(systems);
        Collections.rotate(order, 1 - round);
        if (round % 2 == 0) {
            Collections.rotate(order, 1);
            Collections.reverse(order);
        }
        return order;
    }

    /** A pass that fails is written down, and the others go on. */
    private void pass(int round, Workload workload, String variant, Contender system)
            throws IOException, InterruptedException {
        List<Measurement> found;
        try {
            found = runner.run(workload, variant, system);
        } catch (PassFailedException e) {
            String failure = workload.name() + ", " + variant + ", " + system.name() + ", round " + round + ": "
                    + e.getMessage();
            results.addFailure(failure);
            file.appendFailure(failure);
            progress.println("failed: " + failure);
            progress.flush();
            return;
        }
        for (Measurement measurement : found) {
            results.add(round, measurement);
            file.append(round, measurement);
            progress.printf(
                    "%s, %s, round %d, %s: %s %.2f %s%n",
                    workload.name(),
                    variant,
                    round,
                    measurement.system(),
                    measurement.metric(),
                    measurement.value(),
                    measurement.unit());
        }
        progress.flush();
    }
}
