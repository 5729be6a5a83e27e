package io.aiodiskdb.benchmarks.system;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The Python library that this store is modelled on, if its checkout is named in a variable. Only one workload can run it. */
public final class PythonContender implements Contender {

    /** Its name. */
    public static final String NAME = "python";

    /** Environment variable that names the checkout, a directory that holds the package. */
    public static final String CHECKOUT = "AIODISKDB_PYTHON";

    /** Environment variable that names the interpreter; by default python3. */
    public static final String INTERPRETER = "AIODISKDB_PYTHON_INTERPRETER";

    /** {@return its checkout, if one is named} */
    public static Optional<Path> checkout(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(CHECKOUT))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** It syncs nothing, ever. */
    @Override
    public Set<Durability> durabilities() {
        return EnumSet.of(Durability.UNSYNCED);
    }

    @Override
    public String configuration(Durability durability) {
        return "its defaults; it never syncs";
    }

    @Override
    public String version() {
        return "the checkout named by " + CHECKOUT;
    }

    @Override
    public Store open(Path directory, Setup setup) {
        throw new UnsupportedOperationException("the Python library runs in a process of its own");
    }
}
