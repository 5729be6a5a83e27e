package io.aiodiskdb.spring.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.DbStats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;

/** A native image writes as JSON only what it has been told of. */
class RuntimeHintsTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                DatabasesDescriptor.class,
                DatabaseDescriptor.class,
                DbStats.class,
                SettingsDescriptor.class,
                IndicesDescriptor.class,
                IndexDescriptor.class,
                EventsDescriptor.class,
                EventDescriptor.class,
                FlushDescriptor.class,
                VerificationDescriptor.class,
                VerificationDescriptor.Progress.class,
                VerificationDescriptor.Report.class,
                Damage.class,
                PruningDescriptor.class,
                ErrorDescriptor.class
            })
    void nameEachAnswer(Class<?> answer) {
        RuntimeHints hints = new RuntimeHints();

        new ReflectiveRuntimeHintsRegistrar()
                .registerRuntimeHints(hints, AioDiskDbEndpoint.class, AioDiskDbEndpointWebExtension.class);

        assertThat(reflection().onType(answer)).accepts(hints);
    }
}
