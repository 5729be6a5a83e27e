package io.aiodiskdb.spring.test.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/** Puts the databases of a context into a temporary directory. All are equal, so that tests can share a context. */
record TemporaryDirectoryContextCustomizer() implements ContextCustomizer {

    private static final String DIRECTORY = "aioDiskDbTemporaryDirectory";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        if (!(beans instanceof BeanDefinitionRegistry registry)) {
            throw new IllegalStateException("a context that cannot register beans: " + context);
        }
        registry.registerBeanDefinition(DIRECTORY, new RootBeanDefinition(TemporaryDirectory.class));
        // When all other definitions are there: of two beans of the same order the one that was registered last comes
        // last.
        context.addBeanFactoryPostProcessor(ready -> registry.registerBeanDefinition(
                "aioDiskDbTemporaryPathCustomizer", new RootBeanDefinition(TemporaryPathCustomizer.class)));
        MutablePropertySources sources = context.getEnvironment().getPropertySources();
        sources.addFirst(new TemporaryPaths(sources, () -> beans.getBean(DIRECTORY, TemporaryDirectory.class)));
    }
}
