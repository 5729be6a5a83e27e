package io.aiodiskdb.benchmarks.workload;

import io.aiodiskdb.benchmarks.system.Contender;
import io.aiodiskdb.benchmarks.system.Durability;
import java.util.List;

/** Something that systems are made to do. */
public interface Workload {

    /** {@return its number, such as W1} */
    String name();

    /** {@return what it does, in a line} */
    String description();

    /** {@return its variants, each run in a process of its own} */
    List<String> variants();

    /** {@return whether a system can do it} */
    boolean suits(Contender contender, String variant);

    /** Does it once, reporting the figures. */
    void run(Pass pass, String variant) throws Exception;

    /** {@return the durability that a variant ends with} */
    static Durability durability(String variant) {
        return variant.endsWith(", " + Durability.UNSYNCED.label()) ? Durability.UNSYNCED : Durability.SYNCED;
    }
}
