package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import io.aiodiskdb.spring.event.DatabaseObserver;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;

/** Makes the beans that {@link DatabaseRegistrar} has registered. */
final class ConfiguredDatabases {

    /** Name of the only bean of this type. */
    static final String BEAN = "io.aiodiskdb.spring.autoconfigure.configuredDatabases";

    private final AioDiskDbProperties defaults;
    private final AioDiskDbDatabasesProperties named;
    private final ObjectProvider<AioDiskDbBuilderCustomizer> customizers;
    private final ObjectProvider<DatabaseObserver> observers;
    private final Environment environment;

    ConfiguredDatabases(
            AioDiskDbProperties defaults,
            AioDiskDbDatabasesProperties named,
            ObjectProvider<AioDiskDbBuilderCustomizer> customizers,
            ObjectProvider<DatabaseObserver> observers,
            Environment environment) {
        this.defaults = defaults;
        this.named = named;
        this.customizers = customizers;
        this.observers = observers;
        this.environment = environment;
    }

    /**
     * Makes a database and starts it, so that other beans can use it while they are made.
     *
     * @param name {@code default}, or one of those under {@code aiodiskdb.databases}
     */
    AioDiskDb database(String name) {
        UnaryOperator<String> propertyOf = setting -> propertyOf(name, setting);
        AioDiskDb database = new DatabaseFactory(propertyOf)
                .create(
                        propertiesOf(name),
                        builder ->
                                customizers.orderedStream().forEach(customizer -> customizer.customize(name, builder)));
        observers.orderedStream().forEach(observer -> observer.connect(name, database));
        try {
            database.blocking().start();
        } catch (AioDiskDbException e) {
            throw new DatabaseStartException(name, database.config(), propertyOf, e);
        }
        return database;
    }

    DatabaseLifecycle lifecycle(AioDiskDb database) {
        return new DatabaseLifecycle(database);
    }

    private AioDiskDbProperties propertiesOf(String name) {
        return name.equals(AioDiskDbRegistry.DEFAULT_NAME)
                ? defaults
                : Objects.requireNonNull(named.databases().get(name), name).orElse(defaults);
    }

    /** {@return the property that a setting has come from, or could be changed with} */
    private String propertyOf(String name, String setting) {
        String inherited = AioDiskDbProperties.PREFIX + "." + setting;
        if (name.equals(AioDiskDbRegistry.DEFAULT_NAME)) {
            return inherited;
        }
        String own = AioDiskDbProperties.PREFIX + ".databases." + name + "." + setting;
        boolean isInherited = !environment.containsProperty(own) && environment.containsProperty(inherited);
        return isInherited && !setting.equals("path") ? inherited : own;
    }
}
