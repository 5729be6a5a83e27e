package io.aiodiskdb.benchmarks.workload;

import java.util.List;

/** All workloads there are. */
public final class Workloads {

    private static final List<Workload> ALL = List.of(
            new Append(),
            new Durable(),
            new RandomReads(),
            new Mixed(),
            new Opening(),
            new Commits(),
            new SteadyAdds());

    private Workloads() {}

    /** {@return all workloads in their order} */
    public static List<Workload> all() {
        return ALL;
    }

    /** {@return the names of all workloads} */
    public static List<String> names() {
        return ALL.stream().map(Workload::name).toList();
    }

    /** {@return the workload of a name} */
    public static Workload of(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no workload \"" + name + "\", but only " + names()));
    }
}
