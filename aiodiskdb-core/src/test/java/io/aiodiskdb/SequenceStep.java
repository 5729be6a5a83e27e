package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.List;

/** The fixed set of operations of which {@link CutSequences} makes its sequences. */
enum SequenceStep {

    /** Three items, of which the last begins a new data file: two groups. */
    FLUSH {
        @Override
        void run(SequenceStore store) {
            List<StoreContents> states = new ArrayList<>(List.of(store.settled()));
            for (int number = 0; number < 3; number++) {
                byte[] data = store.item(ITEM);
                StoreContents next = states.get(number).copy();
                ItemLocation location = next.add(data);
                states.add(next);
                store.expect(states);
                store.require(store.succeeds(db -> db.add(data)), "an add is refused at " + location);
            }
            store.act(states, AioDiskDb::flush);
        }
    },

    /** One item, one group. */
    ADD_DURABLY {
        @Override
        void run(SequenceStore store) {
            byte[] data = store.item(ITEM);
            StoreContents after = store.settled().copy();
            after.add(data);
            store.act(List.of(store.settled(), after), db -> db.addDurably(data));
        }
    },

    /** A transaction over two data files. */
    COMMIT {
        @Override
        void run(SequenceStore store) {
            StoreContents after = store.settled().copy();
            List<byte[]> items = new ArrayList<>();
            while (after.newest() == store.settled().newest() || items.size() < 2) {
                byte[] data = store.item(ITEM);
                items.add(data);
                after.add(data);
            }
            store.act(List.of(store.settled(), after), db -> {
                Transaction transaction = db.transaction();
                items.forEach(transaction::add);
                return transaction.commit();
            });
        }
    },

    RTRIM_NEWEST {
        @Override
        void run(SequenceStore store) {
            rtrim(store, store.settled().newest());
        }

        @Override
        boolean isPossible(StoreContents contents) {
            return contents.bytes(contents.newest()).length > 1;
        }
    },

    RTRIM_OLDER {
        @Override
        void run(SequenceStore store) {
            rtrim(store, older(store.settled()));
        }

        @Override
        boolean isPossible(StoreContents contents) {
            return contents.bytes(older(contents)).length > 1;
        }
    },

    LTRIM_NEWEST {
        @Override
        void run(SequenceStore store) {
            ltrim(store, store.settled().newest());
        }

        @Override
        boolean isPossible(StoreContents contents) {
            return contents.bytes(contents.newest()).length > 1;
        }
    },

    LTRIM_OLDER {
        @Override
        void run(SequenceStore store) {
            ltrim(store, older(store.settled()));
        }

        @Override
        boolean isPossible(StoreContents contents) {
            return contents.bytes(older(contents)).length > 1;
        }
    },

    DROP_NEWEST {
        @Override
        void run(SequenceStore store) {
            drop(store, store.settled().newest());
        }
    },

    DROP_OLDER {
        @Override
        void run(SequenceStore store) {
            drop(store, older(store.settled()));
        }

        @Override
        boolean isPossible(StoreContents contents) {
            return older(contents) >= 0;
        }
    },

    /** A clean stop, and a start. */
    STOP_AND_START {
        @Override
        void run(SequenceStore store) {
            store.act(List.of(store.settled()), AioDiskDb::stop);
            store.act(List.of(store.settled()), AioDiskDb::start);
        }
    },

    /** An end of the process, and a start: a recovery of what is in the page cache. */
    DIE_AND_START {
        @Override
        void run(SequenceStore store) {
            store.restart();
        }
    };

    private static final int ITEM = 60;

    /** Does it, and tells the store what may be found meanwhile. */
    abstract void run(SequenceStore store);

    /** {@return whether there is something that it can be done to} */
    boolean isPossible(StoreContents contents) {
        return true;
    }

    /** {@return the lowest index that has bytes and is not the newest; −1 if there is none} */
    private static int older(StoreContents contents) {
        return contents.indices().stream()
                .filter(index -> index < contents.newest())
                .findFirst()
                .orElse(-1);
    }

    private static int middle(StoreContents contents, int index) {
        return (contents.begin(index) + contents.end(index)) / 2;
    }

    private static void rtrim(SequenceStore store, int index) {
        int at = middle(store.settled(), index);
        StoreContents after = store.settled().copy();
        after.rtrim(index, at);
        store.act(List.of(store.settled(), after), db -> db.rtrim(index, at));
    }

    private static void ltrim(SequenceStore store, int index) {
        int at = middle(store.settled(), index);
        StoreContents after = store.settled().copy();
        after.ltrim(index, at);
        store.act(List.of(store.settled(), after), db -> db.ltrim(index, at));
    }

    private static void drop(SequenceStore store, int index) {
        StoreContents after = store.settled().copy();
        after.drop(index);
        store.act(List.of(store.settled(), after), db -> db.dropIndex(index));
    }
}
