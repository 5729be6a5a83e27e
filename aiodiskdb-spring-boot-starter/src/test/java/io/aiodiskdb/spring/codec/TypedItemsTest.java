package io.aiodiskdb.spring.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.model.ItemLocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.ParameterizedTypeReference;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class TypedItemsTest {

    private static final Reading READING = new Reading("cellar", List.of(1.5, -2.0));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JacksonCodecs codecs = new JacksonCodecs(JsonMapper.shared());

    @TempDir
    private Path directory;

    private AioDiskDb database;
    private TypedItems<Reading> readings;

    record Reading(String sensor, List<Double> values) {}

    @BeforeEach
    void open() {
        database =
                AioDiskDb.builder(directory).flushInterval(Duration.ofDays(1)).build();
        database.blocking().start();
        readings = new TypedItems<>(database, codecs.of(Reading.class));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void readsWhatWasAdded() {
        ItemLocation buffered = readings.add(READING).join();
        assertThat(readings.read(buffered).join()).hasValue(READING);
        assertThat(readings.read(readings.addDurably(READING).join()).join()).hasValue(READING);
    }

    @Test
    void addsDurably() {
        assertThat(readings.addDurably(READING)).succeedsWithin(PATIENCE);
        assertThat(database.stats().itemsWritten()).isEqualTo(1);
    }

    @Test
    void writesJson() {
        ItemLocation location = readings.add(READING).join();
        assertThat(database.blocking().read(location))
                .hasValue("{\"sensor\":\"cellar\",\"values\":[1.5,-2.0]}".getBytes(UTF_8));
    }

    @Test
    void readsTypesWithArguments() {
        TypedItems<Map<String, List<Reading>>> items =
                new TypedItems<>(database, codecs.of(new ParameterizedTypeReference<Map<String, List<Reading>>>() {}));
        Map<String, List<Reading>> value = Map.of("today", List.of(READING));
        assertThat(items.read(items.add(value).join()).join()).hasValue(value);
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(readings.read(new ItemLocation(0, 0, 10)).join()).isEmpty();
    }

    @Test
    void namesTypeAndLocationOfAnItemThatIsOfAnotherType() {
        ItemLocation location = database.blocking().add("[1, 2]".getBytes(UTF_8));
        assertThatThrownBy(() -> readings.read(location).join())
                .cause()
                .isInstanceOfSatisfying(CodecException.class, failure -> {
                    assertThat(failure.location()).hasValue(location);
                    assertThat(failure.typeName()).isEqualTo("JSON of " + Reading.class.getName());
                })
                .hasMessageStartingWith("the item at 0:0:6, of 6 bytes, is not JSON of " + Reading.class.getName())
                .hasCauseInstanceOf(JacksonException.class);
    }

    @Test
    void refusesWhatIsNoWholeValue() {
        for (String json : List.of("null", "{\"sensor\":", "{} {}", "\0")) {
            ItemLocation location = database.blocking().add(json.getBytes(UTF_8));
            assertThatThrownBy(() -> readings.read(location).join()).as(json).hasCauseInstanceOf(CodecException.class);
        }
    }

    @Test
    void failsWithAFutureIfAValueCannotBeEncoded() {
        TypedItems<Object> items = new TypedItems<>(database, codecs.of(Object.class));
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        assertThatThrownBy(() -> items.add(cyclic).join())
                .cause()
                .isInstanceOfSatisfying(
                        CodecException.class,
                        failure -> assertThat(failure.location()).isEmpty())
                .hasMessageStartingWith("cannot encode JSON of java.lang.Object");
        assertThat(database.stats().itemsAdded()).isZero();
    }

    @Test
    void takesACodecOfTheUsers() {
        TypedItems<String> texts = new TypedItems<>(database, new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(UTF_8);
            }

            @Override
            public String decode(byte[] data) {
                if (data[0] == '?') {
                    throw new IllegalArgumentException("a question");
                }
                return new String(data, UTF_8);
            }
        });
        assertThat(texts.read(texts.add("text").join()).join()).hasValue("text");
        assertThatThrownBy(() -> texts.read(texts.add("?").join()).join())
                .hasMessageContaining("a value of " + getClass().getName())
                .hasMessageContaining("a question");
        assertThat(texts.add(""))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(EmptyItemException.class);
    }

    @Test
    void failsAsTheDatabaseDoes() {
        database.blocking().stop();
        assertThatThrownBy(() -> readings.add(READING).join()).hasCauseInstanceOf(NotRunningException.class);
        assertThatThrownBy(() -> readings.read(new ItemLocation(0, 0, 1)).join())
                .hasCauseInstanceOf(NotRunningException.class);
    }

    @Test
    void keepsItsMessageWhenAFailureIsSerialized() throws Exception {
        CodecException failure =
                CodecException.undecodable("text", new ItemLocation(0, 0, 6), 6, new IllegalArgumentException("no"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CodecException read = (CodecException) in.readObject();
            assertThat(read).hasMessage(failure.getMessage());
            assertThat(read.typeName()).isEqualTo("text");
            assertThat(read.location()).isEmpty();
        }
    }
}
