package io.aiodiskdb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.AioDiskDbBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AioDiskDbConfigTest {

    private static final long MIB = 1 << 20;

    private static AioDiskDbBuilder builder() {
        return AioDiskDb.builder(Path.of("somewhere"));
    }

    private static Arguments setting(String name, Object value, String range, UnaryOperator<AioDiskDbBuilder> change) {
        return Arguments.of(name, value, range, change);
    }

    private static Stream<Arguments> outOfRange() {
        return Stream.of(
                setting("max-file-size", 0, "1 to 4294967295 bytes", b -> b.maxFileSize(0)),
                setting("max-file-size", -1, "1 to 4294967295 bytes", b -> b.maxFileSize(-1)),
                setting("max-file-size", 4096 * MIB, "1 to 4294967295 bytes", b -> b.maxFileSize(4096 * MIB)),
                setting("max-buffer-size", 0, "1 to 134217728 bytes", b -> b.maxBufferSize(0)),
                setting(
                        "max-buffer-size",
                        1001,
                        "1 to 1000 bytes",
                        b -> b.maxFileSize(1000).maxBufferSize(1001)),
                setting(
                        "max-buffer-size",
                        (1 << 30) + 1,
                        "1 to 1073741824 bytes",
                        b -> b.maxFileSize(2048 * MIB).maxBufferSize((1 << 30) + 1)),
                setting("file-prefix", "\"\"", "[A-Za-z]{1,32}", b -> b.filePrefix("")),
                setting("file-prefix", "\"da ta\"", "[A-Za-z]{1,32}", b -> b.filePrefix("da ta")),
                setting("file-prefix", "\"../data\"", "[A-Za-z]{1,32}", b -> b.filePrefix("../data")),
                setting("file-prefix", "\"data1\"", "[A-Za-z]{1,32}", b -> b.filePrefix("data1")),
                setting("file-prefix", "\"dätä\"", "[A-Za-z]{1,32}", b -> b.filePrefix("dätä")),
                setting("file-prefix", "x".repeat(33), "[A-Za-z]{1,32}", b -> b.filePrefix("x".repeat(33))),
                setting("file-padding", 0, "1 to 9 digits", b -> b.filePadding(0)),
                setting("file-padding", 10, "1 to 9 digits", b -> b.filePadding(10)),
                setting("max-files", 0, "1 to 100000 files", b -> b.maxFiles(0)),
                setting("max-files", 100_001, "1 to 100000 files", b -> b.maxFiles(100_001)),
                setting("max-files", 11, "1 to 10 files", b -> b.filePadding(1).maxFiles(11)),
                setting(
                        "genesis-bytes",
                        "\"0dce8f\"",
                        "[0-9a-f]{8}",
                        b -> b.genesisBytes(new byte[] {0x0d, (byte) 0xce, (byte) 0x8f})),
                setting("genesis-bytes", "\"0000000000\"", "[0-9a-f]{8}", b -> b.genesisBytes(new byte[5])),
                setting("max-buffer-items", 0, "1 to 1000000 items", b -> b.maxBufferItems(0)),
                setting("max-buffer-items", 1_000_001, "1 to 1000000 items", b -> b.maxBufferItems(1_000_001)),
                setting("flush-interval", "PT0S", "PT0.001S to PT8760H", b -> b.flushInterval(Duration.ZERO)),
                setting("flush-interval", "PT-1S", "PT0.001S to PT8760H", b -> b.flushInterval(Duration.ofSeconds(-1))),
                setting("flush-interval", "PT8784H", "PT0.001S to PT8760H", b -> b.flushInterval(Duration.ofDays(366))),
                setting("timeout", "PT0S", "PT0.001S to PT8760H", b -> b.timeout(Duration.ZERO)),
                setting("timeout", "PT8784H", "PT0.001S to PT8760H", b -> b.timeout(Duration.ofDays(366))),
                setting("concurrency", 0, "1 to 1024 reads", b -> b.concurrency(0)),
                setting("concurrency", 1025, "1 to 1024 reads", b -> b.concurrency(1025)),
                setting("max-transaction-size", 0, "1 to 1099511627776 bytes", b -> b.maxTransactionSize(0)),
                setting(
                        "max-transaction-size",
                        (1L << 40) + 1,
                        "1 to 1099511627776 bytes",
                        b -> b.maxTransactionSize((1L << 40) + 1)),
                setting("max-read-size", 0, "1 to 2147483639 bytes", b -> b.maxReadSize(0)),
                setting(
                        "max-read-size",
                        Integer.MAX_VALUE,
                        "1 to 2147483639 bytes",
                        b -> b.maxReadSize(Integer.MAX_VALUE)),
                setting("max-open-files", 0, "1 to 100000 files", b -> b.maxOpenFiles(0)),
                setting("max-open-files", 100_001, "1 to 100000 files", b -> b.maxOpenFiles(100_001)));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesASettingOutOfRangeAndNamesItItsValueAndTheRange(
            String name, Object value, String range, UnaryOperator<AioDiskDbBuilder> change) {
        AioDiskDbBuilder builder = change.apply(builder());

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith(name + " must ")
                .withMessageContaining(range)
                .withMessageContaining("but is ")
                .withMessageContaining(String.valueOf(value));
    }

    private static Stream<UnaryOperator<AioDiskDbBuilder>> bounds() {
        return Stream.of(
                b -> b.maxFileSize(1).maxBufferSize(1),
                b -> b.maxFileSize(4096 * MIB - 1),
                b -> b.maxFileSize(2048 * MIB).maxBufferSize(1 << 30),
                b -> b.filePrefix("x"),
                b -> b.filePrefix("Z".repeat(32)),
                b -> b.filePadding(9).maxFiles(1_000_000_000),
                b -> b.filePadding(1).maxFiles(10),
                b -> b.filePadding(1).maxFiles(1),
                b -> b.maxBufferItems(1),
                b -> b.maxBufferItems(1_000_000),
                b -> b.flushInterval(Duration.ofMillis(1)),
                b -> b.flushInterval(Duration.ofDays(365)),
                b -> b.timeout(Duration.ofMillis(1)),
                b -> b.timeout(Duration.ofDays(365)),
                b -> b.concurrency(1),
                b -> b.concurrency(1024),
                b -> b.maxTransactionSize(1),
                b -> b.maxTransactionSize(1L << 40),
                b -> b.maxReadSize(1),
                b -> b.maxReadSize(Integer.MAX_VALUE - 8),
                b -> b.maxOpenFiles(1),
                b -> b.maxOpenFiles(100_000));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void takesTheEndsOfEachRange(UnaryOperator<AioDiskDbBuilder> change) {
        assertThatCode(() -> change.apply(builder()).build()).doesNotThrowAnyException();
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(builder().build().config())
                .isEqualTo(new AioDiskDbConfig(
                        Path.of("somewhere"),
                        true,
                        128 * MIB,
                        "data",
                        5,
                        10_000,
                        "0dce8f37",
                        (int) (16 * MIB),
                        1000,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        32,
                        1024 * MIB,
                        (int) (256 * MIB),
                        false,
                        true,
                        64,
                        true,
                        false,
                        SyncMode.FLUSH));
    }

    @Test
    void takesEachSettingFromTheBuilder() {
        AioDiskDbConfig config = builder()
                .path(Path.of("elsewhere"))
                .createIfNotExists(false)
                .maxFileSize(1001)
                .filePrefix("blk")
                .filePadding(4)
                .maxFiles(77)
                .genesisBytes(new byte[] {1, 2, 3, (byte) 0xfe})
                .maxBufferSize(99)
                .maxBufferItems(98)
                .flushInterval(Duration.ofMillis(97))
                .timeout(Duration.ofMillis(96))
                .concurrency(95)
                .maxTransactionSize(94)
                .maxReadSize(93)
                .overwrite(true)
                .verifyReads(false)
                .maxOpenFiles(92)
                .recover(false)
                .appendAfterDamage(true)
                .sync(SyncMode.NEVER)
                .build()
                .config();

        assertThat(config)
                .isEqualTo(new AioDiskDbConfig(
                        Path.of("elsewhere"),
                        false,
                        1001,
                        "blk",
                        4,
                        77,
                        "010203fe",
                        99,
                        98,
                        Duration.ofMillis(97),
                        Duration.ofMillis(96),
                        95,
                        94,
                        93,
                        true,
                        false,
                        92,
                        false,
                        true,
                        SyncMode.NEVER));
    }
}
