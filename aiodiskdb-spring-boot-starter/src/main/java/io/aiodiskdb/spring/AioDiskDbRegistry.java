package io.aiodiskdb.spring;

import io.aiodiskdb.AioDiskDb;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All databases of an application context by their names, those that it has configured and those that are beans of the user's.
 *
 * <p>The name of a bean's database is the name of the bean without the ending {@code AioDiskDb}, and {@code default} if nothing
 * is left of it. Thread-safe. The databases are looked up when they are first asked for.
 */
public final class AioDiskDbRegistry {

    /** Name of the database that the properties directly under {@code aiodiskdb} describe. */
    public static final String DEFAULT_NAME = "default";

    private static final String BEAN_SUFFIX = "AioDiskDb";

    private final Supplier<Map<String, AioDiskDb>> beans;
    private volatile Map<String, AioDiskDb> databases = Map.of();

    /**
     * Makes a registry.
     *
     * @param beans the databases by the names of their beans; asked for until there is at least one
     */
    public AioDiskDbRegistry(Supplier<Map<String, AioDiskDb>> beans) {
        this.beans = beans;
    }

    /** {@return the databases by name, in alphabetical order; cannot be changed} */
    public Map<String, AioDiskDb> databases() {
        if (databases.isEmpty()) {
            Map<String, AioDiskDb> found = new TreeMap<>();
            beans.get().forEach((bean, database) -> found.put(nameOfBean(bean), database));
            databases = Collections.unmodifiableMap(found);
        }
        return databases;
    }

    /**
     * Finds a database.
     *
     * @param name its name
     * @return the database
     * @throws IllegalArgumentException if there is none of that name
     */
    public AioDiskDb get(String name) {
        AioDiskDb database = databases().get(name);
        if (database == null) {
            throw new IllegalArgumentException("there is no database \"" + name + "\", but "
                    + (databases().isEmpty() ? "none" : databases().keySet()));
        }
        return database;
    }

    /**
     * Finds the name of a database.
     *
     * @param database a database, perhaps of another context
     * @return its name, if it is in here
     */
    public Optional<String> nameOf(AioDiskDb database) {
        return databases().entrySet().stream()
                .filter(entry -> entry.getValue() == database)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Derives the name of a database from that of its bean.
     *
     * @param bean name of the bean
     * @return name of the database
     */
    public static String nameOfBean(String bean) {
        if (bean.equalsIgnoreCase(BEAN_SUFFIX)) {
            return DEFAULT_NAME;
        }
        return bean.endsWith(BEAN_SUFFIX) ? bean.substring(0, bean.length() - BEAN_SUFFIX.length()) : bean;
    }

    /**
     * Derives the name of a bean from that of its database: the reverse of {@link #nameOfBean}.
     *
     * @param database name of the database
     * @return name of the bean
     */
    public static String beanOfName(String database) {
        return database.equals(DEFAULT_NAME) ? "aioDiskDb" : database + BEAN_SUFFIX;
    }
}
