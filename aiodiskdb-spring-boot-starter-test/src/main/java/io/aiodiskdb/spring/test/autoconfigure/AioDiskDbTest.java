package io.aiodiskdb.spring.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of code that uses databases, and of nothing else: they are configured as the application configures them, but in a
 * temporary directory, and no component of the application is found.
 *
 * <pre>{@code
 * @AioDiskDbTest
 * @Import(Documents.class)
 * class DocumentsTest {
 *
 *     @Autowired
 *     private Documents documents;
 *
 *     @Autowired
 *     private BlockingAioDiskDb database;
 *
 *     @Test
 *     void keepsADocument() {
 *         ItemLocation location = documents.store("text");
 *         assertThat(database.read(location)).hasValue("text".getBytes(UTF_8));
 *     }
 * }
 * }</pre>
 *
 * <p>Named databases, {@code aiodiskdb.databases.<name>}, are there as well, each in a temporary directory of its own. The
 * paths of the application's configuration are never used, so a test cannot touch an application's data.
 *
 * <p>A temporary directory belongs to an application context. It is deleted when that is closed, which for a context that the
 * test framework keeps for further tests is the end of the JVM. Tests that share a context share its databases: locations tell
 * their items apart, but a test that counts all items wants {@code @DirtiesContext}.
 *
 * <p>For a test of a whole application put {@link AutoConfigureAioDiskDb} beside {@code @SpringBootTest}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(AioDiskDbTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(AioDiskDbTypeExcludeFilter.class)
@AutoConfigureAioDiskDb
@ImportAutoConfiguration
public @interface AioDiskDbTest {

    /**
     * Properties, as {@code name=value}, that are added to the {@link Environment} before the test runs.
     *
     * @return the properties
     */
    String[] properties() default {};

    /**
     * Whether components are excluded unless {@link #includeFilters()} names them.
     *
     * @return false to find all components of the application
     */
    boolean useDefaultFilters() default true;

    /**
     * Components of the application to be found although they are not about databases.
     *
     * @return the filters
     */
    Filter[] includeFilters() default {};

    /**
     * Components not to be found although something else includes them.
     *
     * @return the filters
     */
    Filter[] excludeFilters() default {};

    /**
     * Auto-configurations to be left out.
     *
     * @return the classes
     */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
