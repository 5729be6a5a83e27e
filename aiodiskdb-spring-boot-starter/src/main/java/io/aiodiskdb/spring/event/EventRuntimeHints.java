package io.aiodiskdb.spring.event;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps the getters of events callable in a native image: conditions of listeners, such as {@code #event.database == 'blocks'},
 * call them by reflection.
 */
final class EventRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.reflection().registerType(AioDiskDbEvent.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        for (Class<?> event : AioDiskDbEvent.class.getPermittedSubclasses()) {
            hints.reflection().registerType(event, MemberCategory.INVOKE_PUBLIC_METHODS);
        }
    }
}
