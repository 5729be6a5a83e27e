package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.AioDiskDbConfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;

/** What an editor shows of the properties, compared with what they are. */
class ConfigurationMetadataTest {

    /** A row of a table of settings: name, default, and what it means. */
    private static final Pattern ROW =
            Pattern.compile("\\| `(?<name>[a-z.-]+)` \\| *`?(?<default>[^|`]*?)`? *\\|.*\\|");

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
        List<String> expected = new ArrayList<>(List.of(
                "aiodiskdb.enabled",
                "aiodiskdb.compatibility-check.enabled",
                "aiodiskdb.events.enabled",
                "aiodiskdb.primary",
                "aiodiskdb.databases",
                "management.endpoint.aiodiskdb.access",
                "management.endpoint.aiodiskdb.cache.time-to-live",
                "management.health.aiodiskdb.enabled"));
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

    @Test
    void hintsAtValuesOfPropertiesThatThereAre() throws IOException {
        try (InputStream in =
                AioDiskDbProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            List<String> hinted = JsonPath.parse(in).read("$.hints[*].name");
            assertThat(hinted)
                    .contains("aiodiskdb.path", "aiodiskdb.sync", "aiodiskdb.genesis-bytes", "aiodiskdb.primary");
            assertThat(properties.keySet()).containsAll(hinted);
        }
    }

    @Test
    void agreesWithTheTablesOfTheDocumentation() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String page : List.of("README.md", "docs/spring/README.md")) {
            for (String line : Files.readAllLines(Path.of("..", page))) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    String name = row.group("name");
                    documented.put(name.startsWith("aiodiskdb.") ? name : "aiodiskdb." + name, row.group("default"));
                }
            }
        }
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((name, details) -> {
            if (name.startsWith("aiodiskdb.")) {
                shown.put(name, String.valueOf(details.getOrDefault("defaultValue", "")));
            }
        });
        documented.replaceAll(
                (name, text) -> text.replaceAll("(\\d) (?=[\\dMGs])", "$1").replace("iB", "B"));
        assertThat(documented).isEqualTo(shown);
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
