package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Which databases are to be configured, which one is primary, and whether they go together. */
final class DatabaseNames {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    private static final String PREFIX = AioDiskDbProperties.PREFIX;

    private final AioDiskDbDatabasesProperties properties;
    private final @Nullable String defaultPath;
    private final Set<String> beansOfUser;
    private final List<String> configured = new ArrayList<>();

    /**
     * Decides.
     *
     * @param properties name the databases
     * @param defaultPath directory of the database directly under the prefix; null if there is to be none
     * @param beansOfUser names of the beans that are databases already
     */
    DatabaseNames(AioDiskDbDatabasesProperties properties, @Nullable String defaultPath, Set<String> beansOfUser) {
        this.properties = properties;
        this.defaultPath = defaultPath;
        this.beansOfUser = beansOfUser;
        Set<String> named = new TreeSet<>(properties.databases().keySet());
        if (beansOfUser.isEmpty() && (defaultPath != null || named.isEmpty())) {
            configured.add(AioDiskDbRegistry.DEFAULT_NAME);
        }
        configured.addAll(named);
    }

    /** {@return the name of the bean that is the blocking view of a database} */
    static String blockingBeanOf(String name) {
        return name.equals(AioDiskDbRegistry.DEFAULT_NAME) ? "blockingAioDiskDb" : name + "BlockingAioDiskDb";
    }

    /** {@return the name of the bean that stops and starts a database with the context} */
    static String lifecycleBeanOf(String name) {
        return AioDiskDbRegistry.beanOfName(name) + "Lifecycle";
    }

    /** {@return the names of the databases to be configured} */
    List<String> configured() {
        return configured;
    }

    /** {@return the name of the primary one; null if that is a matter of the user's beans} */
    @Nullable
    String primary() {
        String wanted = properties.primary();
        if (wanted != null) {
            if (!configured.contains(wanted)) {
                throw new AioDiskDbConfigurationException(
                        PREFIX + ".primary is \"" + wanted + "\", but the configured databases are " + configured + ".",
                        "Set it to one of these names, or configure " + PREFIX + ".databases." + wanted + ".path.");
            }
            return wanted;
        }
        if (!beansOfUser.isEmpty()) {
            return null;
        }
        if (configured.size() > 1 && !configured.contains(AioDiskDbRegistry.DEFAULT_NAME)) {
            throw new AioDiskDbConfigurationException(
                    "There are several databases, " + configured + ", and none of them is the primary one.",
                    "Set " + PREFIX
                            + ".primary to one of these names: it is the one that is injected without a qualifier.");
        }
        return configured.get(0);
    }

    /**
     * Makes sure that the databases go together.
     *
     * @param isTaken whether there is a bean of a name already
     */
    void check(Predicate<String> isTaken) {
        Map<String, String> beans = new HashMap<>();
        for (String name : configured) {
            checkName(name);
            checkUsersBeans(name);
            for (String bean : beansOf(name)) {
                String other = beans.putIfAbsent(bean, "the database \"" + name + "\"");
                checkBean(name, bean, other == null && isTaken.test(bean) ? "another bean" : other);
            }
        }
        checkPaths();
    }

    private void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new AioDiskDbConfigurationException(
                    "The name \"" + name + "\" under " + PREFIX
                            + ".databases must be a letter and up to 62 letters, digits, '-' and '_'.",
                    "Rename the database.");
        }
        if (properties.databases().containsKey(AioDiskDbRegistry.DEFAULT_NAME)) {
            throw new AioDiskDbConfigurationException(
                    "\"default\" under " + PREFIX + ".databases is the name of the database directly under " + PREFIX
                            + ".",
                    "Rename the database, or move its properties to " + PREFIX + ".");
        }
    }

    private static List<String> beansOf(String name) {
        return List.of(AioDiskDbRegistry.beanOfName(name), blockingBeanOf(name), lifecycleBeanOf(name));
    }

    private static void checkBean(String name, String bean, @Nullable String taker) {
        if (taker != null) {
            throw new AioDiskDbConfigurationException(
                    "The database \"" + name + "\" needs the bean name \"" + bean + "\", which " + taker
                            + " has already.",
                    "Rename that bean or the database.");
        }
    }

    private void checkUsersBeans(String name) {
        for (String bean : beansOfUser) {
            if (AioDiskDbRegistry.nameOfBean(bean).equals(name)) {
                throw new AioDiskDbConfigurationException(
                        "The bean \"" + bean + "\" and " + PREFIX + ".databases." + name
                                + " are both a database of the name \"" + name + "\".",
                        "Rename one of them, or remove the properties to keep the bean alone.");
            }
        }
    }

    private void checkPaths() {
        Map<Path, String> taken = new HashMap<>();
        for (String name : configured) {
            boolean isDefault = name.equals(AioDiskDbRegistry.DEFAULT_NAME);
            String property = PREFIX + (isDefault ? "" : ".databases." + name) + ".path";
            Path path = normalized(isDefault ? defaultPath : pathOf(name));
            String other = path == null ? null : taken.putIfAbsent(path, property);
            if (other != null) {
                throw new AioDiskDbConfigurationException(
                        other + " and " + property + " are the same directory, " + path + ".",
                        "Give each database a directory of its own.");
            }
        }
    }

    private @Nullable String pathOf(String name) {
        AioDiskDbProperties database = properties.databases().get(name);
        return database == null ? null : database.path();
    }

    /** {@return a form in which paths can be compared; null for one that is refused later, with its own message} */
    private static @Nullable Path normalized(@Nullable String path) {
        try {
            if (!StringUtils.hasText(path)) {
                return null;
            }
            Path named = Path.of(path).toAbsolutePath().normalize();
            return Files.exists(named) ? named.toRealPath() : named;
        } catch (InvalidPathException | IOException e) {
            return null;
        }
    }
}
