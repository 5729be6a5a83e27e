package io.aiodiskdb;

import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * An error of one call of a storage, once or from then on until it is healed. Which calls it may hit is drawn: all, those of
 * one kind, or those on the files of one kind. Confined to one thread.
 */
final class Misfortune implements FaultInjector {

    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Predicate<StorageCall> picked;
    private final long first;
    private final boolean once;
    private final String message;
    private long seen;
    private boolean healed;

    Misfortune(Random random, int latest) {
        this.picked = pick(random);
        this.first = 1L + random.nextInt(latest);
        this.once = random.nextBoolean();
        this.message = random.nextBoolean() ? SimulatedStorage.NO_SPACE : "Input/output error";
    }

    private static Predicate<StorageCall> pick(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> StorageCall.ofKind(KINDS.get(random.nextInt(KINDS.size())));
            case 1 -> StorageCall.onFile(".dat");
            case 2 -> StorageCall.onFile(".journal");
            default -> call -> true;
        };
    }

    /** {@return whether a call has failed, or may fail} */
    boolean isActive() {
        return !healed;
    }

    void heal() {
        healed = true;
    }

    @Override
    public int before(StorageCall call) throws IOException {
        if (!healed && picked.test(call)) {
            seen++;
            if (seen == first || (seen > first && !once)) {
                throw new IOException(message);
            }
        }
        return ALL;
    }

    @Override
    public String toString() {
        return "call " + first + (once ? "" : " and all after it") + ": " + message + (healed ? ", healed" : "");
    }
}
