package io.aiodiskdb.benchmarks.system;

import java.util.List;

/** All systems there are. */
public final class Contenders {

    private static final List<Contender> ALL = List.of(
            new AioDiskDbContender(true),
            new AioDiskDbContender(false),
            new ChronicleContender(),
            new RocksDbContender(),
            new LmdbContender(),
            new MvStoreContender(),
            new ArtemisContender(),
            new PythonContender(),
            new LimitContender());

    private Contenders() {}

    /** {@return all systems; ours is the first, the limit the last} */
    public static List<Contender> all() {
        return ALL;
    }

    /** {@return the names of all systems} */
    public static List<String> names() {
        return ALL.stream().map(Contender::name).toList();
    }

    /** {@return the system of a name} */
    public static Contender of(String name) {
        return ALL.stream()
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no system \"" + name + "\", but only " + names()));
    }
}
