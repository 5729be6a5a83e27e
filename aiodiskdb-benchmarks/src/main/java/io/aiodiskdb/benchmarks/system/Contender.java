package io.aiodiskdb.benchmarks.system;

import java.nio.file.Path;
import java.util.Set;

/** A system that can be measured. Stateless. */
public interface Contender {

    /** {@return its name in tables and on the command line} */
    String name();

    /** {@return what it is in the comparison} */
    default Role role() {
        return Role.PEER;
    }

    /** {@return the durabilities that it has} */
    Set<Durability> durabilities();

    /** {@return whether it finds an item again while it is being written to} */
    default boolean reads() {
        return true;
    }

    /** {@return whether a durable append can be awaited later} */
    default boolean hasFutures() {
        return false;
    }

    /** {@return how it is configured for a durability, for the report} */
    String configuration(Durability durability);

    /** {@return version of the library that is measured} */
    String version();

    /**
     * Opens it.
     *
     * @param directory exists; empty, or with what the same system has left
     * @param setup what the system may know beforehand
     */
    Store open(Path directory, Setup setup) throws Exception;
}
