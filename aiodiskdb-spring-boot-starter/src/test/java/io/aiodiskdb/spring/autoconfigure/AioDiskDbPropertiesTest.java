package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.SyncMode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class AioDiskDbPropertiesTest {

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner = new ApplicationContextRunner();

    @BeforeEach
    void configure() {
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AioDiskDbAutoConfiguration.class))
                .withPropertyValues("aiodiskdb.path=" + directory);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                setting("create-if-not-exists", "false", AioDiskDbConfig::createIfNotExists, false),
                setting("max-file-size", "64MB", AioDiskDbConfig::maxFileSize, 64L << 20),
                setting("file-prefix", "blk", AioDiskDbConfig::filePrefix, "blk"),
                setting("file-padding", "7", AioDiskDbConfig::filePadding, 7),
                setting("max-files", "77", AioDiskDbConfig::maxFiles, 77),
                setting("genesis-bytes", "F9BEB4D9", AioDiskDbConfig::genesisBytes, "f9beb4d9"),
                setting("max-buffer-size", "5MB", AioDiskDbConfig::maxBufferSize, 5 << 20),
                setting("max-buffer-items", "12", AioDiskDbConfig::maxBufferItems, 12),
                setting("flush-interval", "250ms", AioDiskDbConfig::flushInterval, Duration.ofMillis(250)),
                setting("timeout", "2m", AioDiskDbConfig::timeout, Duration.ofMinutes(2)),
                setting("concurrency", "3", AioDiskDbConfig::concurrency, 3),
                setting("max-transaction-size", "2GB", AioDiskDbConfig::maxTransactionSize, 2L << 30),
                setting("max-read-size", "12345", AioDiskDbConfig::maxReadSize, 12345),
                setting("overwrite", "true", AioDiskDbConfig::overwrite, true),
                setting("verify-reads", "false", AioDiskDbConfig::verifyReads, false),
                setting("max-open-files", "9", AioDiskDbConfig::maxOpenFiles, 9),
                setting("recover", "false", AioDiskDbConfig::recover, false),
                setting("append-after-damage", "true", AioDiskDbConfig::appendAfterDamage, true),
                setting("sync", "never", AioDiskDbConfig::sync, SyncMode.NEVER));
    }

    private static Arguments setting(
            String name, String text, Function<AioDiskDbConfig, Object> getter, Object expected) {
        return Arguments.of(name, text, getter, expected);
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("settings")
    void bindsEachSetting(String name, String text, Function<AioDiskDbConfig, Object> getter, Object expected) {
        runner.withPropertyValues("aiodiskdb." + name + "=" + text).run(context -> {
            AioDiskDbConfig config = context.getBean(AioDiskDb.class).config();
            assertThat(getter.apply(config)).isEqualTo(expected);
            assertThat(getter.apply(coreDefaults())).isNotEqualTo(expected);
        });
    }

    @Test
    void hasAPropertyForEachSettingOfTheCore() {
        assertThat(componentNames(AioDiskDbProperties.class)).isEqualTo(componentNames(AioDiskDbConfig.class));
        assertThat(settings()).hasSize(AioDiskDbConfig.class.getRecordComponents().length - 1);
    }

    private static List<String> componentNames(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    @Test
    void takesTheDefaultsOfTheCore() {
        runner.run(
                context -> assertThat(context.getBean(AioDiskDb.class).config()).isEqualTo(coreDefaults()));
    }

    private AioDiskDbConfig coreDefaults() {
        return AioDiskDb.builder(directory).build().config();
    }

    /** The conversion to a Path, which this avoids, would find target/test-classes/io. */
    @Test
    void takesThePathForAPathAlsoIfTheClassPathHasOneOfThatName() {
        runner.withPropertyValues("aiodiskdb.path=io/aiodiskdb", "aiodiskdb.create-if-not-exists=false")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(Path.of("io/aiodiskdb").toString())
                        .hasMessageNotContaining("test-classes"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(textBlock = """
                    path,                 '',       needs a directory
                    max-file-size,        0B,       max-file-size must be 1 to 4294967295 bytes
                    max-file-size,        4GB,      max-file-size must be 1 to 4294967295 bytes
                    file-prefix,          data1,    'file-prefix must match [A-Za-z]{1,32}, but is "data1"'
                    file-padding,         10,       file-padding must be 1 to 9 digits
                    max-files,            100001,   max-files must be 1 to 100000 files
                    genesis-bytes,        0dce8f,   'genesis-bytes must match [0-9a-f]{8}, but is "0dce8f"'
                    genesis-bytes,        0dce8f3,  genesis-bytes must be eight hexadecimal digits
                    genesis-bytes,        zzzzzzzz, genesis-bytes must be eight hexadecimal digits
                    max-buffer-size,      129MB,    max-buffer-size must be 1 to 134217728 bytes
                    max-buffer-size,      2GB,      'max-buffer-size must be at most 2147483647 bytes, but is 2147483648'
                    max-buffer-items,     0,        max-buffer-items must be 1 to 1000000 items
                    flush-interval,       0s,       flush-interval must be PT0.001S
                    timeout,              366d,     timeout must be PT0.001S
                    concurrency,          1025,     concurrency must be 1 to 1024 reads
                    max-transaction-size, 0MB,      max-transaction-size must be 1 to
                    max-read-size,        -1B,      'max-read-size must be 1 to 2147483639 bytes, but is -1'
                    max-read-size,        2GB,      max-read-size must be at most 2147483647 bytes
                    max-open-files,       100001,   max-open-files must be 1 to 100000 files
                    """)
    void explainsAWrongValue(String name, String text, String reason) {
        runner.withPropertyValues("aiodiskdb." + name + "=" + text).run(context -> {
            assertThat(context).hasFailed();
            InvalidConfigurationPropertyValueException explanation =
                    causeOf(context.getStartupFailure(), InvalidConfigurationPropertyValueException.class);
            assertThat(explanation.getName()).isEqualTo("aiodiskdb." + name);
            assertThat(explanation.getReason()).contains(reason);
        });
    }

    @Test
    void explainsAValueThatIsWrongBecauseOfAnother() {
        runner.withPropertyValues("aiodiskdb.max-file-size=1MB").run(context -> {
            InvalidConfigurationPropertyValueException explanation =
                    causeOf(context.getStartupFailure(), InvalidConfigurationPropertyValueException.class);
            assertThat(explanation.getName()).isEqualTo("aiodiskdb.max-file-size");
            assertThat(explanation.getReason())
                    .contains("max-buffer-size must be 1 to 1048576 bytes, but is 16777216, its default: set both");
        });
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aUserIsToldOfTheWrongValueAndWhereItCameFrom(CapturedOutput output) {
        SpringApplication application = new SpringApplication(OnlyADatabase.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatException().isThrownBy(() -> application.run("--aiodiskdb.path=x", "--aiodiskdb.max-files=0"));

        assertThat(output)
                .contains("Invalid value '0' for configuration property 'aiodiskdb.max-files'")
                .contains("commandLineArgs")
                .contains("max-files must be 1 to 100000 files, but is 0");
    }

    @Test
    void explainsThatThePathIsMissing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AioDiskDbAutoConfiguration.class))
                .run(context -> assertThat(
                                causeOf(context.getStartupFailure(), InvalidConfigurationPropertyValueException.class))
                        .extracting(InvalidConfigurationPropertyValueException::getName)
                        .isEqualTo("aiodiskdb.path"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"max-file-size, 5 parsecs", "sync, sometimes", "timeout, soon", "max-files, many", "overwrite, perhaps"
    })
    void namesThePropertyWhoseValueCannotBeConverted(String name, String text) {
        runner.withPropertyValues("aiodiskdb." + name + "=" + text)
                .run(context ->
                        assertThat(context).hasFailed().getFailure().hasStackTraceContaining("aiodiskdb." + name));
    }

    private static <T extends Throwable> T causeOf(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        assertThat(cause).as("cause of %s", failure).isInstanceOf(type);
        return type.cast(cause);
    }

    @EnableAutoConfiguration
    static class OnlyADatabase {}
}
