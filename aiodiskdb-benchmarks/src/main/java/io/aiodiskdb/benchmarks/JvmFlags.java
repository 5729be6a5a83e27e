package io.aiodiskdb.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What the JVM of a pass is started with: the same for all systems, so that none is favoured. */
final class JvmFlags {

    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/sun.nio.ch",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.misc",
            "jdk.unsupported/sun.misc",
            "jdk.compiler/com.sun.tools.javac.file");

    private static final int UNSAFE_WARNS = 23;
    private static final int NATIVE_WARNS = 24;

    private JvmFlags() {}

    static List<String> ofPasses() {
        List<String> flags = new ArrayList<>();
        // Touched beforehand: fresh memory can be slow (see Pass), and the heap's share of that is nobody's merit or
        // fault.
        flags.addAll(List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=4g"));
        flags.add("-Dchronicle.analytics.disable=true"); // it would report its use to a server
        flags.add("-Dchronicle.announcer.disable=true");
        flags.add("-Dlmdbjava.disable.checks=true"); // they are for programs that are being written
        for (String opened : OPENED) {
            flags.add("--add-opens=" + opened + "=ALL-UNNAMED");
            flags.add("--add-exports=" + opened + "=ALL-UNNAMED");
        }
        int version = Runtime.version().feature();
        if (version >= UNSAFE_WARNS) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (version >= NATIVE_WARNS) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        return flags;
    }
}
