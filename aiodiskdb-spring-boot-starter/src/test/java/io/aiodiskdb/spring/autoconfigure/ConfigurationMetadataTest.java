package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;

/** What an editor shows of the properties, compared with what they are. */
class ConfigurationMetadataTest {

    private static final Map<String, Map<String, Object>> properties = new TreeMap<>();

    @BeforeAll
    static void readMetadata() throws IOException {
        try (InputStream in =
                AioDiskDbProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            List<Map<String, Object>> all = JsonPath.parse(in).read("$.properties");
            all.forEach(property -> properties.put((String) property.get("name"), property));
        }
    }

    @Test
    void namesEachProperty() {
        List<String> expected = new ArrayList<>(
                List.of("aiodiskdb.enabled", "aiodiskdb.events.enabled", "aiodiskdb.primary", "aiodiskdb.databases"));
        for (RecordComponent setting : AioDiskDbConfig.class.getRecordComponents()) {
            expected.add("aiodiskdb." + kebabCase(setting.getName()));
        }
        assertThat(properties.keySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void describesEachPropertyAsSpringDoes() {
        properties.forEach((name, details) -> {
            String description = (String) details.get("description");
            assertThat(description)
                    .as(name)
                    .isNotBlank()
                    .endsWith(".")
                    .doesNotStartWith("The ")
                    .doesNotStartWith("A ");
            if ("java.lang.Boolean".equals(details.get("type"))) {
                assertThat(description).as(name).startsWith("Whether ");
            }
        });
    }

    @Test
    void showsTheDefaultsOfTheCore() throws ReflectiveOperationException {
        AioDiskDbConfig defaults = AioDiskDb.builder(Path.of("any")).build().config();
        for (RecordComponent setting : AioDiskDbConfig.class.getRecordComponents()) {
            if (!"path".equals(setting.getName())) {
                String name = "aiodiskdb." + kebabCase(setting.getName());
                Object shown = properties.get(name).get("defaultValue");
                Object expected = setting.getAccessor().invoke(defaults);
                assertThat(convert(shown, setting.getName(), expected.getClass()))
                        .as(name)
                        .isEqualTo(expected);
            }
        }
    }

    private static Object convert(Object shown, String setting, Class<?> type) {
        if (setting.endsWith("Size")) {
            long bytes = DataSize.parse((String) shown).toBytes();
            return type == Integer.class ? (Object) Math.toIntExact(bytes) : (Object) bytes;
        }
        return ApplicationConversionService.getSharedInstance().convert(shown, type);
    }

    private static String kebabCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
