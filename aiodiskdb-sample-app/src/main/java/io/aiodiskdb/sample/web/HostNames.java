package io.aiodiskdb.sample.web;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names under which the application may be called. Immutable. */
final class HostNames {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed = new TreeSet<>(LOOPBACK);

    /**
     * Makes a set of names.
     *
     * @param more names without ports, besides those of the loopback interface
     */
    HostNames(Collection<String> more) {
        for (String name : more) {
            allowed.add(name.strip().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Tells whether requests for a host are for this application.
     *
     * @param host the value of a {@code Host} header, with or without a port
     * @return whether its name is an allowed one
     */
    boolean allow(@Nullable String host) {
        return host != null && allowed.contains(withoutPort(host.strip()).toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean insideAddress = host.indexOf(']') > colon;
        return colon < 0 || insideAddress ? host : host.substring(0, colon);
    }
}
