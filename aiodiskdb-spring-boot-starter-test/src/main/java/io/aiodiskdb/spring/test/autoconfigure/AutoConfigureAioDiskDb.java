package io.aiodiskdb.spring.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Configures the databases of a test, and puts each into a temporary directory.
 *
 * <p>Part of {@link AioDiskDbTest}. Beside {@code @SpringBootTest} it runs a whole application on databases that are removed
 * afterwards. Whatever the application, the test or a bean sets as the path of a database, that directory is not touched.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureAioDiskDb {}
