package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is known to be on stable storage, what is in RAM only, and what may be found after a crash now: the other side of a
 * {@link PowerCutHistory}. Contents that it has handed out are not changed any more.
 */
final class PowerCutExpectation {

    private StoreContents settled;

    /** Adds that are in RAM only, in order. Replaced, never changed. */
    private List<Added> buffered = List.of();

    /** Worked out only when a store is judged: most histories go on without. */
    private Supplier<List<StoreContents>> allowed;

    PowerCutExpectation(StoreContents empty) {
        this.settled = empty;
        this.allowed = () -> List.of(empty);
    }

    /** An item that has been added, and where. */
    static final class Added {
        private final ItemLocation location;
        private final byte[] data;

        Added(ItemLocation location, byte[] data) {
            this.location = location;
            this.data = data;
        }

        ItemLocation location() {
            return location;
        }

        byte[] data() {
            return data;
        }
    }

    StoreContents settled() {
        return settled;
    }

    List<Added> buffered() {
        return buffered;
    }

    /** {@return what there would be with all adds} */
    StoreContents all() {
        return with(settled, buffered);
    }

    static StoreContents with(StoreContents base, List<Added> adds) {
        StoreContents all = base.copy();
        for (Added each : adds) {
            ItemLocation location = all.add(each.data());
            if (!location.equals(each.location())) {
                throw new PowerCutHistory.Mismatch("was added at " + each.location() + ", belongs to " + location);
            }
        }
        return all;
    }

    /** {@return the states that may be found, the one with most in it last} */
    List<StoreContents> allowed() {
        return allowed.get();
    }

    /** The store has been found to hold this. */
    void is(StoreContents found) {
        settled = found;
        buffered = List.of();
        allowed = () -> List.of(found);
    }

    /** Everything between what is settled and what is buffered may be found. */
    void mayBeAnyPrefix() {
        allowed = prefixes(settled, buffered);
    }

    /** An item is being added. */
    void mayAdd(Added item) {
        allowed = prefixes(settled, join(buffered, item));
    }

    /** An item has been added. */
    void added(Added item) {
        buffered = join(buffered, item);
    }

    /** All of it has been acknowledged as durable. */
    void allIsSettled() {
        is(all());
    }

    /** Something is being done to the store, with all adds before it or with none. */
    void mayBecome(StoreContents after) {
        Supplier<List<StoreContents>> before = prefixes(settled, buffered);
        allowed = () -> {
            List<StoreContents> states = new ArrayList<>(before.get());
            states.add(after);
            return states;
        };
    }

    /** Something has been done to what was settled; the adds are still in RAM. */
    void became(StoreContents after) {
        settled = after;
        mayBeAnyPrefix();
    }

    /** Only the last ones of what was buffered are still in RAM; {@return how many are not any more} */
    int onlyBuffered(int pending) {
        int persisted = buffered.size() - pending;
        if (persisted < 0) {
            throw new PowerCutHistory.Mismatch("more is buffered than was added: " + pending);
        }
        settled = with(settled, buffered.subList(0, persisted));
        buffered = List.copyOf(buffered.subList(persisted, buffered.size()));
        mayBeAnyPrefix();
        return persisted;
    }

    /** Something has failed, so it is done or not; if it is done, these adds may follow it, one by one. */
    void mayHaveBecome(StoreContents after, List<Added> behind) {
        Supplier<List<StoreContents>> before = prefixes(settled, buffered);
        Supplier<List<StoreContents>> followed = prefixes(after, behind);
        allowed = () -> {
            List<StoreContents> states = new ArrayList<>(before.get());
            states.addAll(followed.get());
            return states;
        };
    }

    private static List<Added> join(List<Added> adds, Added last) {
        List<Added> joined = new ArrayList<>(adds);
        joined.add(last);
        return joined;
    }

    private static Supplier<List<StoreContents>> prefixes(StoreContents base, List<Added> adds) {
        return () -> {
            List<StoreContents> states = new ArrayList<>();
            for (int count = 0; count <= adds.size(); count++) {
                states.add(with(base, adds.subList(0, count)));
            }
            return states;
        };
    }
}
