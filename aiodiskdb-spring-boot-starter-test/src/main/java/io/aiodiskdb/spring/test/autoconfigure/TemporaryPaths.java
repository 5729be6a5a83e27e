package io.aiodiskdb.spring.test.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * The paths of all databases as properties that hide those of every other source.
 *
 * <p>It answers for any name of a database, so it need not know the names, and those of sources that are added later, such as
 * that of {@code @DynamicPropertySource}, are hidden as well.
 */
final class TemporaryPaths extends PropertySource<MutablePropertySources> {

    private static final String NAME = "aiodiskdbTemporaryPaths";
    private static final ConfigurationPropertyName PATH = ConfigurationPropertyName.of("aiodiskdb.path");
    private static final Pattern NAMED_PATH =
            Pattern.compile("aiodiskdb\\.databases\\.\\[?(?<name>[A-Za-z0-9_-]+)]?\\.path");

    private final Supplier<TemporaryDirectory> directory;

    /**
     * Makes a source.
     *
     * @param all the sources that it is to be among
     * @param directory asked for when the first path is
     */
    TemporaryPaths(MutablePropertySources all, Supplier<TemporaryDirectory> directory) {
        super(NAME, all);
        this.directory = directory;
    }

    @Override
    public @Nullable Object getProperty(String name) {
        if (name.equals(PATH.toString())) {
            return hasDefaultDatabase() ? directory.get().of("default").toString() : null;
        }
        Matcher named = NAMED_PATH.matcher(name);
        return named.matches() ? directory.get().of(named.group("name")).toString() : null;
    }

    /** A path directly under the prefix makes a database: an application that has only named ones must not get another. */
    private boolean hasDefaultDatabase() {
        List<PropertySource<?>> others = getSource().stream()
                .filter(source -> !source.getName().equals(NAME))
                .toList();
        Iterable<ConfigurationPropertySource> properties = ConfigurationPropertySources.from(others);
        for (ConfigurationPropertySource source : properties) {
            if (source.getConfigurationProperty(PATH) != null) {
                return true;
            }
        }
        return !new Binder(properties)
                .bind("aiodiskdb.databases", Bindable.mapOf(String.class, Object.class))
                .isBound();
    }
}
