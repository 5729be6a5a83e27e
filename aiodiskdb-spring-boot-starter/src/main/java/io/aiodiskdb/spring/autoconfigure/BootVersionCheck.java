package io.aiodiskdb.spring.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Refuses an application whose version of Spring Boot does not fit, before it meets a class or a method that is not there.
 *
 * <p>Fitting are 4.1, which this starter is compiled and tested with, and all later versions 4. A minor version keeps what was
 * not deprecated long before; a major one does not: 4.0 moved most types. Uses nothing that Spring Boot 2 did not have, so that
 * it gets as far as its message on any version.
 */
final class BootVersionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** Switches the check off if it is false. */
    static final String PROPERTY = "aiodiskdb.compatibility-check.enabled";

    private static final int MAJOR = 4;
    private static final int LOWEST_MINOR = 1;
    private static final Pattern VERSION = Pattern.compile("(?<major>\\d{1,4})\\.(?<minor>\\d{1,4})(?!\\d).*");

    private final @Nullable String version;

    /** Called by Spring Boot. */
    BootVersionCheck() {
        this(SpringBootVersion.getVersion());
    }

    /**
     * Makes a check.
     *
     * @param version that of Spring Boot; null if it is not known, which is not refused
     */
    BootVersionCheck(@Nullable String version) {
        this.version = version;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        boolean wanted = context.getEnvironment().getProperty(PROPERTY, Boolean.class, true);
        if (wanted && version != null && !fits(version)) {
            throw new IncompatibleBootVersionException(version, MAJOR + "." + LOWEST_MINOR, MAJOR);
        }
    }

    /** {@return whether it is known to work; also true for what is no version} */
    static boolean fits(String version) {
        Matcher numbers = VERSION.matcher(version);
        return !numbers.matches()
                || (Integer.parseInt(numbers.group("major")) == MAJOR
                        && Integer.parseInt(numbers.group("minor")) >= LOWEST_MINOR);
    }
}
