package io.aiodiskdb.spring.test.autoconfigure;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Excludes all components of the application, but for those that the {@link AioDiskDbTest} includes. */
final class AioDiskDbTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<AioDiskDbTest> {

    AioDiskDbTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }
}
