package io.aiodiskdb.spring.actuator;

import io.aiodiskdb.AioDiskDb;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/** An application without a web; runs in a class loader of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PlainApplication {

    /**
     * Runs it for a moment.
     *
     * @param path of its database
     * @return the state of the database, and which classes are missing
     */
    public static String run(String path) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(PlainApplication.class)
                .web(WebApplicationType.NONE)
                .properties("aiodiskdb.path=" + path, "spring.main.banner-mode=off")
                .run()) {
            return context.getBean(AioDiskDb.class).state()
                    + without("org.springframework.boot.health.contributor.HealthIndicator") + ","
                    + without("io.micrometer.core.instrument.MeterRegistry") + ","
                    + without("org.springframework.boot.actuate.endpoint.annotation.Endpoint");
        }
    }

    private static String without(String type) {
        return (ClassUtils.isPresent(type, PlainApplication.class.getClassLoader()) ? " with " : " without ")
                + ClassUtils.getShortName(type);
    }
}
