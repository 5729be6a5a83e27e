package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.AioDiskDbBuilder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Builds a database from its properties. Thread-safe.
 *
 * <p>Each wrong value ends in an {@link InvalidConfigurationPropertyValueException}, which Spring Boot explains with the
 * place that the value came from.
 */
final class DatabaseFactory {

    /** How the core says that a setting is out of range: its name, what is allowed, its value, quoted if it is text. */
    private static final Pattern REFUSAL =
            Pattern.compile("(?<setting>[a-z]+(-[a-z]+)*) must .*, but is \"?(?<value>.*?)\"?", Pattern.DOTALL);

    private final UnaryOperator<String> propertyOf;

    /**
     * Makes a factory.
     *
     * @param propertyOf tells which property a setting comes from, to name it in messages
     */
    DatabaseFactory(UnaryOperator<String> propertyOf) {
        this.propertyOf = propertyOf;
    }

    /**
     * Builds a database; touches no disk and starts no thread.
     *
     * @param properties those that are null are left at the builder's defaults
     * @param customizer has the last word
     * @return a database in the state NEW
     * @throws InvalidConfigurationPropertyValueException if a value is missing or out of range
     */
    AioDiskDb create(AioDiskDbProperties properties, Consumer<AioDiskDbBuilder> customizer) {
        AioDiskDbBuilder builder = AioDiskDb.builder(path(properties.path()));
        PropertyMapper map = PropertyMapper.get();
        map.from(properties.createIfNotExists()).to(builder::createIfNotExists);
        map.from(properties.maxFileSize()).as(DataSize::toBytes).to(builder::maxFileSize);
        map.from(properties.filePrefix()).to(builder::filePrefix);
        map.from(properties.filePadding()).to(builder::filePadding);
        map.from(properties.maxFiles()).to(builder::maxFiles);
        map.from(properties.genesisBytes()).as(this::genesisBytes).to(builder::genesisBytes);
        map.from(properties.maxBufferSize())
                .as(size -> intBytes("max-buffer-size", size))
                .to(builder::maxBufferSize);
        map.from(properties.maxBufferItems()).to(builder::maxBufferItems);
        map.from(properties.flushInterval()).to(builder::flushInterval);
        map.from(properties.timeout()).to(builder::timeout);
        map.from(properties.concurrency()).to(builder::concurrency);
        map.from(properties.maxTransactionSize()).as(DataSize::toBytes).to(builder::maxTransactionSize);
        map.from(properties.maxReadSize())
                .as(size -> intBytes("max-read-size", size))
                .to(builder::maxReadSize);
        map.from(properties.overwrite()).to(builder::overwrite);
        map.from(properties.verifyReads()).to(builder::verifyReads);
        map.from(properties.maxOpenFiles()).to(builder::maxOpenFiles);
        map.from(properties.recover()).to(builder::recover);
        map.from(properties.appendAfterDamage()).to(builder::appendAfterDamage);
        map.from(properties.sync()).to(builder::sync);
        customizer.accept(builder);
        return build(builder, properties);
    }

    private Path path(@Nullable String path) {
        if (!StringUtils.hasText(path)) {
            throw invalid("path", path, "A database needs a directory. Set this property to one.", null);
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw invalid("path", path, "No path of this system: " + e.getReason() + ".", e);
        }
    }

    private byte[] genesisBytes(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "genesis-bytes", digits, "genesis-bytes must be eight hexadecimal digits, such as 0dce8f37.", e);
        }
    }

    private int intBytes(String setting, DataSize size) {
        if (size.toBytes() > Integer.MAX_VALUE) {
            String reason = setting + " must be at most " + Integer.MAX_VALUE + " bytes, but is " + size.toBytes();
            throw invalid(setting, size, reason, null);
        }
        return (int) Math.max(size.toBytes(), Integer.MIN_VALUE);
    }

    private AioDiskDb build(AioDiskDbBuilder builder, AioDiskDbProperties properties) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            Matcher refusal = REFUSAL.matcher(reason);
            if (!refusal.matches()) {
                throw e;
            }
            DataSize maxFileSize = properties.maxFileSize();
            boolean fileIsTooSmall = refusal.group("setting").equals("max-buffer-size")
                    && properties.maxBufferSize() == null
                    && maxFileSize != null;
            throw fileIsTooSmall
                    ? invalid("max-file-size", maxFileSize, reason + ", its default: set both", e)
                    : invalid(refusal.group("setting"), refusal.group("value"), reason, e);
        }
    }

    private InvalidConfigurationPropertyValueException invalid(
            String setting, @Nullable Object value, String reason, @Nullable Throwable cause) {
        return new InvalidConfigurationPropertyValueException(propertyOf.apply(setting), value, reason, cause);
    }
}
