package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers the beans of each database of the properties: the database, its blocking view, and its lifecycle.
 *
 * <p>They are plain definitions that {@link ConfiguredDatabases} makes the beans of, so that they can be processed ahead of
 * time. Which databases there are is decided then.
 */
final class DatabaseRegistrar implements ImportBeanDefinitionRegistrar {

    private static final Logger log = LoggerFactory.getLogger(DatabaseRegistrar.class);

    private static final String DATABASES = AioDiskDbProperties.PREFIX + ".databases";

    private final ListableBeanFactory beans;
    private final Environment environment;

    DatabaseRegistrar(BeanFactory beans, Environment environment) {
        this.beans = (ListableBeanFactory) beans;
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        if (isConfiguredByAncestor()) {
            return;
        }
        String defaultPath = environment.getProperty(AioDiskDbProperties.PREFIX + ".path");
        Set<String> beansOfUser = namesOf(AioDiskDb.class);
        if (defaultPath != null && !beansOfUser.isEmpty()) {
            log.info(
                    "{} takes the place of the database that {}.path describes: these properties are not used",
                    beansOfUser,
                    AioDiskDbProperties.PREFIX);
        }
        DatabaseNames names = new DatabaseNames(bind(), defaultPath, beansOfUser);
        names.check(registry::containsBeanDefinition);
        String primary = names.primary();
        boolean blockingViewOfUser = !namesOf(BlockingAioDiskDb.class).isEmpty();
        for (String name : names.configured()) {
            boolean isPrimary = name.equals(primary);
            register(registry, name, isPrimary, isPrimary && blockingViewOfUser);
        }
    }

    /** A child sees the properties of its parent as well: they describe the same databases, which it inherits. */
    private boolean isConfiguredByAncestor() {
        BeanFactory parent =
                beans instanceof HierarchicalBeanFactory hierarchical ? hierarchical.getParentBeanFactory() : null;
        return parent != null && parent.containsBean(ConfiguredDatabases.BEAN);
    }

    private AioDiskDbDatabasesProperties bind() {
        Binder binder = Binder.get(environment);
        AioDiskDbDatabasesProperties bound =
                binder.bindOrCreate(AioDiskDbProperties.PREFIX, AioDiskDbDatabasesProperties.class);
        binder.bind(DATABASES, Bindable.mapOf(String.class, Object.class))
                .ifBound(named -> named.forEach((name, value) -> requireSettings(bound, name, value)));
        return bound;
    }

    /** Without it, properties of which all are misspelt would make no database, and nobody would hear of it. */
    private static void requireSettings(AioDiskDbDatabasesProperties bound, String name, Object value) {
        if (!bound.databases().containsKey(name)) {
            throw new AioDiskDbConfigurationException(
                    "There is no setting of a database among the properties below " + DATABASES + "." + name + ": "
                            + (value instanceof Map<?, ?> settings ? settings.keySet() : value) + ".",
                    "Correct the names of the properties, or remove them. The name of a database has no dots.");
        }
    }

    private Set<String> namesOf(Class<?> type) {
        return Set.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false));
    }

    private static void register(
            BeanDefinitionRegistry registry, String name, boolean primary, boolean withoutBlockingView) {
        String bean = AioDiskDbRegistry.beanOfName(name);
        RootBeanDefinition database = definition(AioDiskDb.class, name, primary);
        database.setFactoryBeanName(ConfiguredDatabases.BEAN);
        database.setFactoryMethodName("database");
        database.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        // Closed with the context: that releases the lock also when the context never got as far as its lifecycle.
        database.setDestroyMethodName("close");
        registry.registerBeanDefinition(bean, database);

        if (!withoutBlockingView) {
            RootBeanDefinition blocking = definition(BlockingAioDiskDb.class, name, primary);
            blocking.setFactoryBeanName(bean);
            blocking.setFactoryMethodName("blocking");
            registry.registerBeanDefinition(DatabaseNames.blockingBeanOf(name), blocking);
        }

        RootBeanDefinition lifecycle = definition(DatabaseLifecycle.class, name, false);
        lifecycle.setFactoryBeanName(ConfiguredDatabases.BEAN);
        lifecycle.setFactoryMethodName("lifecycle");
        lifecycle.getConstructorArgumentValues().addIndexedArgumentValue(0, new RuntimeBeanReference(bean));
        registry.registerBeanDefinition(DatabaseNames.lifecycleBeanOf(name), lifecycle);
    }

    private static RootBeanDefinition definition(Class<?> type, String name, boolean primary) {
        RootBeanDefinition definition = new RootBeanDefinition(type);
        definition.setTargetType(type);
        definition.setPrimary(primary);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        return definition;
    }
}
