package io.aiodiskdb.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.aiodiskdb.AioDiskDb;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.yaml.snakeyaml.Yaml;

/** The dashboard, the alert rules and the document, compared with what Prometheus receives. */
@SpringBootTest(
        classes = MonitoredApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "management.endpoints.web.exposure.include=prometheus")
class MonitoringFilesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path DASHBOARD = ROOT.resolve("monitoring/grafana/aiodiskdb-dashboard.json");
    private static final Path ALERTS = ROOT.resolve("monitoring/prometheus/aiodiskdb-alerts.yml");
    private static final Path DOCUMENT = ROOT.resolve("docs/spring/actuator.md");

    private static final Pattern METRIC = Pattern.compile("\\baiodiskdb_[a-z_]+");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(aiodiskdb_[a-z_]+)\\{([^}]*)} \\S+$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (aiodiskdb_[a-z_]+) ([a-z]+)$");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(aiodiskdb\\.[a-z.]+)` \\| ([a-z]+) \\| ([a-z]*) ?\\| ([a-z_`, ]+) \\|.*$");

    @TempDir
    private static Path directory;

    @Autowired
    private AioDiskDb database;

    @Autowired
    private MeterRegistry meters;

    @LocalServerPort
    private int port;

    private String scrape;

    @DynamicPropertySource
    static void paths(DynamicPropertyRegistry properties) {
        properties.add("aiodiskdb.path", () -> directory.resolve("db").toString());
    }

    @BeforeEach
    void scrape() {
        database.blocking().addDurably(new byte[10]);
        HttpCalls.Answer answer = new HttpCalls(port).get("/actuator/prometheus");
        assertThat(answer.status()).isEqualTo(200);
        scrape = answer.body();
    }

    private Set<String> scraped() {
        Set<String> names = new TreeSet<>();
        Matcher sample = SAMPLE.matcher(scrape);
        while (sample.find()) {
            names.add(sample.group(1));
        }
        assertThat(names).hasSize(23);
        return names;
    }

    private static Set<String> metricsIn(String text) {
        Set<String> names = new TreeSet<>();
        Matcher metric = METRIC.matcher(text);
        while (metric.find()) {
            names.add(metric.group());
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"grafana/aiodiskdb-dashboard.json", "prometheus/aiodiskdb-alerts.yml"})
    void nameOnlyWhatThereIs(String file) throws IOException {
        Set<String> named =
                metricsIn(Files.readString(ROOT.resolve("monitoring").resolve(file)));

        assertThat(named).hasSizeGreaterThan(8);
        assertThat(scraped()).containsAll(named);
    }

    @Test
    void theDocumentNamesAllThatThereIsAndNothingElse() throws IOException {
        assertThat(metricsIn(Files.readString(DOCUMENT))).isEqualTo(scraped());
    }

    @Test
    void theDashboardShowsAllThatThereIs() throws IOException {
        assertThat(metricsIn(Files.readString(DASHBOARD))).isEqualTo(scraped());
    }

    @Test
    void theTableOfTheDocumentIsThatOfTheRegistry() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) + " " + row.group(3));
            for (String exported : metricsIn(row.group(4))) {
                assertThat(kindOf(exported)).as(exported).isEqualTo(row.group(2));
            }
        }

        Map<String, String> registered = new TreeMap<>();
        for (Meter meter : meters.getMeters()) {
            Meter.Id id = meter.getId();
            if (id.getName().startsWith("aiodiskdb.")) {
                String unit = id.getBaseUnit() == null ? "" : id.getBaseUnit();
                registered.put(id.getName(), id.getType().name().toLowerCase(Locale.ROOT) + " " + unit);
            }
        }
        assertThat(documented).isEqualTo(registered).hasSize(20);
    }

    /** {@return what the scrape says that a sample belongs to, in the words of the document} */
    private String kindOf(String sample) {
        Matcher type = TYPE.matcher(scrape);
        while (type.find()) {
            if (sample.equals(type.group(1))) {
                return type.group(2);
            } else if (type.group(2).equals("summary")
                    && (sample.equals(type.group(1) + "_count") || sample.equals(type.group(1) + "_sum"))) {
                return "timer";
            }
        }
        return "nothing";
    }

    @Test
    void allSamplesBearTheNameOfTheDatabase() {
        Matcher sample = SAMPLE.matcher(scrape);
        List<String> tags = new ArrayList<>();
        while (sample.find()) {
            tags.add(sample.group(2));
        }
        assertThat(tags).isNotEmpty().containsOnly("database=\"default\"");
    }

    @Test
    void theDashboardIsOneThatGrafanaTakes() throws IOException {
        Map<String, Object> dashboard = JsonPath.parse(DASHBOARD.toFile()).read("$");
        assertThat((int) dashboard.get("schemaVersion")).isGreaterThanOrEqualTo(39);
        assertThat(dashboard).containsKeys("uid", "title", "time", "templating");
        List<String> variables = JsonPath.read(dashboard, "$.templating.list[*].name");
        assertThat(variables).containsExactly("datasource", "instance", "database");
        List<Integer> ids = JsonPath.read(dashboard, "$.panels[*].id");
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        List<Map<String, Object>> panels = JsonPath.read(dashboard, "$.panels[?(@.type != 'row')]");
        for (Map<String, Object> panel : panels) {
            assertThat(JsonPath.<String>read(panel, "$.fieldConfig.defaults.unit"))
                    .as("%s", panel.get("title"))
                    .isNotBlank();
            List<String> expressions = JsonPath.read(panel, "$.targets[*].expr");
            assertThat(expressions).isNotEmpty().allSatisfy(expression -> {
                assertThat(expression).contains("database=~\"$database\"");
                assertWellFormed(expression);
            });
        }
        List<String> sources = JsonPath.read(dashboard, "$.panels..datasource.uid");
        assertThat(sources).containsOnly("${datasource}");
    }

    @Test
    void theAlertsAreRulesThatPrometheusTakes() throws IOException {
        Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(ALERTS));
        List<Map<String, Object>> groups = file.get("groups");
        assertThat(groups).hasSize(1);
        List<Map<String, Object>> rules = JsonPath.read(groups.get(0), "$.rules");
        assertThat(rules).hasSizeGreaterThan(8);
        assertThat(rules).extracting(rule -> rule.get("alert")).doesNotHaveDuplicates();
        for (Map<String, Object> rule : rules) {
            assertThat(Set.of("alert", "expr", "for", "labels", "annotations")).containsAll(rule.keySet());
            assertWellFormed((String) rule.get("expr"));
            assertThat((String) rule.getOrDefault("for", "0m")).matches("\\d+[smhd]");
            assertThat(JsonPath.<String>read(rule, "$.labels.severity")).isIn("critical", "warning", "info");
            assertThat(JsonPath.<String>read(rule, "$.annotations.summary")).contains("{{ $labels.database }}");
            assertThat(JsonPath.<String>read(rule, "$.annotations.description")).isNotBlank();
        }
    }

    /** No parser of PromQL: brackets that match, quotes that close, and functions that there are. */
    private static void assertWellFormed(String expression) {
        List<Character> open = new ArrayList<>();
        boolean quoted = false;
        for (int at = 0; at < expression.length(); at++) {
            char sign = expression.charAt(at);
            if (sign == '"') {
                quoted = !quoted;
            } else if (!quoted && "([{".indexOf(sign) >= 0) {
                open.add(")]}".charAt("([{".indexOf(sign)));
            } else if (!quoted && ")]}".indexOf(sign) >= 0) {
                assertThat(open).as(expression).isNotEmpty();
                assertThat(open.remove(open.size() - 1)).as(expression).isEqualTo(sign);
            }
        }
        assertThat(quoted).as(expression).isFalse();
        assertThat(open).as(expression).isEmpty();
        Matcher call = Pattern.compile("([a-z_]+)\\s*\\(").matcher(expression);
        while (call.find()) {
            assertThat(call.group(1))
                    .as(expression)
                    .isIn("rate", "increase", "sum", "by", "predict_linear", "min_over_time");
        }
    }
}
