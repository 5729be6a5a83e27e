package io.aiodiskdb.sample.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    @ParameterizedTest
    @CsvSource({
        "report.pdf,report.pdf",
        "../../etc/passwd,passwd",
        "a\\b/c\\d.txt,d.txt",
        ".profile,.profile",
        "'  spaced name  ',spaced name",
    })
    void keepsTheLastSegment(String sent, String kept) {
        assertThat(FileName.of(sent)).hasValue(kept);
    }

    @Test
    void leavesOutWhatCannotBeSeenOrTurnsTheDirection() {
        assertThat(FileName.of("a\r\nb\0c\u001Bd\u007Fe\u0085f\u2028g\u2029h\u200Ei\u202Ej\u2067k\uFEFFl\uDB40\uDC41m"))
                .hasValue("abcdefghijklm");
        assertThat(FileName.of("unpaired\uD800")).hasValue("unpaired");
    }

    @Test
    void aSeparatorHiddenBehindAControlCharacterIsStillOne() {
        assertThat(FileName.of("..\u200B/..\u202E/x")).hasValue("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", ".", "..", "...", "a/", "a\\", "\u202E\u200F", "/\u0000"})
    void findsNothingInWhatIsNoName(String sent) {
        assertThat(FileName.of(sent)).isEmpty();
    }

    @Test
    void keepsTheExtensionOfALongName() {
        assertThat(FileName.of("x".repeat(10_000) + ".jpeg").orElseThrow())
                .hasSize(FileName.MAX_LENGTH)
                .endsWith("x.jpeg");
        assertThat(FileName.of("x." + "y".repeat(1000)).orElseThrow()).hasSize(FileName.MAX_LENGTH);
    }

    @Test
    void neverCutsACharacterInTwo() {
        String rocket = "\uD83D\uDE80";
        for (int shift = 0; shift < 2; shift++) {
            String name = FileName.of("x".repeat(shift) + rocket.repeat(500)).orElseThrow();
            assertThat(name.length()).isBetween(FileName.MAX_LENGTH - 1, FileName.MAX_LENGTH);
            assertThat(name.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF))
                    .isEmpty();
        }
    }
}
