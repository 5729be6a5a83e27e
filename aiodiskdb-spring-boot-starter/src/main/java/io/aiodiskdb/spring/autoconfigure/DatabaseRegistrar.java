package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.BlockingAioDiskDb;
import io.aiodiskdb.spring.AioDiskDbRegistry;
import java.util.Set;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
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

    private final ListableBeanFactory beans;
    private final Environment environment;

    DatabaseRegistrar(BeanFactory beans, Environment environment) {
        this.beans = (ListableBeanFactory) beans;
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        String defaultPath = environment.getProperty(AioDiskDbProperties.PREFIX + ".path");
        DatabaseNames names = new DatabaseNames(bind(), defaultPath, namesOf(AioDiskDb.class));
        names.check(registry::containsBeanDefinition);
        String primary = names.primary();
        boolean blockingViewOfUser = !namesOf(BlockingAioDiskDb.class).isEmpty();
        for (String name : names.configured()) {
            boolean isPrimary = name.equals(primary);
            register(registry, name, isPrimary, isPrimary && blockingViewOfUser);
        }
    }

    private AioDiskDbDatabasesProperties bind() {
        return Binder.get(environment).bindOrCreate(AioDiskDbProperties.PREFIX, AioDiskDbDatabasesProperties.class);
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
        registry.registerBeanDefinition(bean + "Lifecycle", lifecycle);
    }

    private static RootBeanDefinition definition(Class<?> type, String name, boolean primary) {
        RootBeanDefinition definition = new RootBeanDefinition(type);
        definition.setTargetType(type);
        definition.setPrimary(primary);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        return definition;
    }
}
