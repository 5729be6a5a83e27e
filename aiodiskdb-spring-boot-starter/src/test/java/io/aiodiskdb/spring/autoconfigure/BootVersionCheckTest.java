package io.aiodiskdb.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Versions of Spring Boot that fit and that do not. A real one that does not is in the module of bare tests. */
class BootVersionCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"4.1.0", "4.1.1", "4.1.0-M1", "4.1.0-SNAPSHOT", "4.2.7", "4.10.0", "4.1", "unknown", ""})
    void lets(String version) {
        assertThatCode(() -> check(version)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.0.9", "4.0.0-RC1", "3.5.9", "2.7.18", "5.0.0", "5.0.0-M1", "41.1.0", "14.1.0"})
    void refuses(String version) {
        assertThatExceptionOfType(IncompatibleBootVersionException.class)
                .isThrownBy(() -> check(version))
                .withMessageContaining(version)
                .withMessageContaining("4.1");
    }

    @Test
    void letsWhatIsNotKnown() {
        assertThatCode(() -> check(null)).doesNotThrowAnyException();
    }

    @Test
    void letsTheVersionOfThisBuild() {
        assertThat(BootVersionCheck.fits(SpringBootVersion.getVersion())).isTrue();
    }

    @Test
    void canBeSwitchedOff() {
        assertThatCode(() -> check("3.5.9", BootVersionCheck.PROPERTY + "=false"))
                .doesNotThrowAnyException();
    }

    @Test
    void saysWhatToDo() {
        IncompatibleBootVersionException failure = new IncompatibleBootVersionException("3.5.9", "4.1", 4);

        FailureAnalysis analysis = new IncompatibleBootVersionFailureAnalyzer().analyze(failure, failure);

        assertThat(analysis.getDescription())
                .isEqualTo("aiodiskdb-spring-boot-starter needs Spring Boot 4.1 or a later version 4, "
                        + "but the application runs on 3.5.9.");
        assertThat(analysis.getAction())
                .contains("Use Spring Boot 4.1 or a later version 4")
                .contains("aiodiskdb.compatibility-check.enabled");
    }

    @Test
    void isRegistered() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationContextInitializer.class))
                .hasAtLeastOneElementOfType(BootVersionCheck.class);
    }

    private static void check(@Nullable String version, String... properties) {
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            TestPropertyValues.of(properties).applyTo(context);
            new BootVersionCheck(version).initialize(context);
        }
    }
}
