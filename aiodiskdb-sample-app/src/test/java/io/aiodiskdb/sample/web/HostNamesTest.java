package io.aiodiskdb.sample.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    private final HostNames names = new HostNames(List.of(" Archive.Example "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "127.0.0.1",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:8080",
                "archive.example",
                "ARCHIVE.example:443"
            })
    void allowsTheLoopbackInterfaceAndWhatIsListed(String host) {
        assertThat(names.allow(host)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                ":8080",
                "evil.example",
                "localhost.evil.example",
                "evil.example:localhost",
                "localhost:1:2",
                "127.0.0.1.evil.example",
                "127.0.0.2",
                "0.0.0.0",
                "[::2]",
                "::1",
                "localhost,evil.example",
                "archive.example.evil"
            })
    void allowsNothingElse(String host) {
        assertThat(names.allow(host)).isFalse();
    }

    @Test
    void allowsOnlyTheLoopbackInterfaceIfNothingIsListed() {
        HostNames none = new HostNames(List.of());
        assertThat(none.allow("localhost")).isTrue();
        assertThat(none.allow("archive.example")).isFalse();
    }
}
