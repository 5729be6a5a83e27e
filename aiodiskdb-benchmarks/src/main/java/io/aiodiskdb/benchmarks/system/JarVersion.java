package io.aiodiskdb.benchmarks.system;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Finds out which version of a library is measured: by the name of its jar, because few manifests tell. */
final class JarVersion {

    private JarVersion() {}

    /** {@return the jar's name without the suffix, such as "rocksdbjni-11.8.1"} */
    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "unknown";
        }
        try {
            URI location = source.getLocation().toURI();
            Path name = Path.of(location).getFileName();
            return name == null ? "unknown" : name.toString().replaceFirst("[.]jar$", "");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell the jar of " + type, e);
        }
    }
}
