package io.aiodiskdb;

import io.aiodiskdb.internal.format.FileNames;
import io.aiodiskdb.internal.io.FaultInjector;
import io.aiodiskdb.internal.io.PowerCut;
import io.aiodiskdb.internal.io.SimulatedStorage;
import io.aiodiskdb.internal.io.StorageCall;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead file beside a store, of which no crash would leave the two together, or only with a disk that loses bytes; or
 * that chance hardly makes. What must be made of them shows what each part of a record is for.
 */
enum AheadFileCase {

    /** The others would say nothing if this one was not taken. */
    WHOLE_CHAIN {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 0, 10, item(1)).add(1, 0, 20, item(2)).placeOn(store.disk());
            return store.holdsFirst(3);
        }
    },

    /** Its first item did not fit the newest index when it was added; whether it would now does not matter. */
    CHAIN_AT_THE_BEGIN_OF_THE_NEXT_INDEX {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 1, 0, item(1)).add(1, 1, 10, item(2)).placeOn(store.disk());
            return store.holds(List.of(
                    AheadFileStore.asStored(0),
                    AheadFileStore.described(1, 0, item(1)),
                    AheadFileStore.described(1, 10, item(2))));
        }
    },

    BASE_OF_ANOTHER_EPOCH {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            AheadImage.of(store.last().lsn(), store.last().epoch() + 1)
                    .add(0, 0, 10, item(1))
                    .placeOn(store.disk());
            return store.holdsFirst(1);
        }
    },

    BASE_OF_A_LOWER_LSN {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            AheadImage.of(store.last().lsn() - 1, store.last().epoch())
                    .add(0, 0, 10, item(1))
                    .placeOn(store.disk());
            return store.holdsFirst(1);
        }
    },

    SECOND_RECORD_WITH_THE_NUMBER_OF_THE_FIRST {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 0, 10, item(1)).add(0, 0, 20, item(2)).placeOn(store.disk());
            return store.holdsFirst(2);
        }
    },

    FIRST_RECORD_THAT_IS_NOT_THE_FIRST {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(1, 0, 10, item(1)).placeOn(store.disk());
            return store.isDamaged() == null ? null : store.holdsFirst(1);
        }
    },

    SECOND_RECORD_THAT_DOES_NOT_FOLLOW_THE_FIRST {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 0, 10, item(1)).add(1, 0, 25, item(2)).placeOn(store.disk());
            return store.isDamaged();
        }
    },

    SECOND_RECORD_OF_ANOTHER_INDEX {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 0, 10, item(1)).add(1, 1, 20, item(2)).placeOn(store.disk());
            return store.isDamaged();
        }
    },

    FIRST_RECORD_BEHIND_THE_END {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 0, 15, item(1)).placeOn(store.disk());
            return store.isDamaged();
        }
    },

    FIRST_RECORD_BEFORE_THE_END {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 0, 5, item(1)).placeOn(store.disk());
            return store.isDamaged();
        }
    },

    FIRST_RECORD_TWO_INDICES_AHEAD {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead().add(0, 2, 0, item(1)).placeOn(store.disk());
            return store.isDamaged();
        }
    },

    BAD_RECORD_BEFORE_A_GOOD_ONE {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            store.ahead()
                    .add(0, 0, 10, item(1))
                    .add(1, 0, 20, item(2))
                    .spoilFirst()
                    .placeOn(store.disk());
            return store.isDamaged();
        }
    },

    BASE_WHOSE_ITEM_HAS_CHANGED {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(2);
            store.ahead().add(0, 0, 20, item(2)).placeOn(store.disk());
            store.spoilData(15);
            return store.isDamaged();
        }
    },

    BASE_WHOSE_RECORD_HAS_CHANGED {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(2);
            store.ahead().add(0, 0, 20, item(2)).placeOn(store.disk());
            store.spoilJournal(0);
            return store.isDamaged();
        }
    },

    /** A sector that holds both cannot be read: the last record that is left is of an earlier opening. */
    BASE_THAT_IS_GONE_WITH_THE_OPEN_BEFORE_IT {
        @Override
        @Nullable
        String problem() {
            AheadFileStore store = AheadFileStore.of(1);
            int kept = ContentsCheck.contents(store.disk(), JOURNAL).length;
            store.goOn(2, 1, 1);
            store.ahead().add(0, 0, 20, item(2)).placeOn(store.disk());
            byte[] journal = ContentsCheck.contents(store.disk(), JOURNAL);
            Arrays.fill(journal, kept, journal.length, (byte) 0);
            store.disk().place(JOURNAL, journal);
            return store.isDamaged();
        }
    },

    /** All but the write-ahead file was deleted by hand, and the new store has come as far as the old one had. */
    CHAIN_OF_A_STORE_THAT_IS_GONE {
        @Override
        @Nullable
        String problem() {
            AheadFileStore old = AheadFileStore.of(1);
            SimulatedStorage disk = new SimulatedStorage(1);
            old.ahead().add(0, 0, 10, item(1)).placeOn(disk);
            AheadFileStore store = AheadFileStore.on(disk).goOn(2, 0, 1);
            if (store.last().lsn() != old.last().lsn()) {
                return "the new store has come to another record";
            }
            return store.holdsFirst(1);
        }
    },

    /** What a new store finds must be gone before there is a journal, also if the power is cut meanwhile. */
    CUTS_OF_A_NEW_STORE_BESIDE_THE_FILE_OF_ONE_THAT_IS_GONE {
        @Override
        @Nullable
        String problem() {
            boolean cut = true;
            for (int step = 1; cut; step++) {
                SimulatedStorage disk = new SimulatedStorage(step);
                AheadImage.of(5, 6).add(0, 0, 10, item(1)).placeOn(disk);
                disk.cutPowerAtStep(step);
                InlineStore store = new InlineStore(disk);
                store.succeeds(store.db().start());
                cut = disk.isPowerOff();
                for (PowerCut kind : PowerCut.values()) {
                    List<String> names = disk.afterPowerCut(kind, step).names();
                    if (names.contains(JOURNAL) && names.contains(FileNames.AHEAD)) {
                        return "cut at step " + step + " leaves " + names;
                    }
                }
                store.close();
            }
            return null;
        }
    },

    /** A flush fails and is rolled back; a pruning of another index comes before the flush is tried again. */
    PRUNING_AFTER_A_ROLLBACK {
        @Override
        @Nullable
        String problem() {
            LiveAheadStore store = new LiveAheadStore();
            store.writeAhead();
            AtomicBoolean failed = new AtomicBoolean();
            store.disk().faults(call -> {
                if (isWriteOf(DATA_OF_NEWEST, call) && !failed.getAndSet(true)) {
                    throw new IOException(SimulatedStorage.NO_SPACE);
                }
                return FaultInjector.ALL;
            });
            CompletableFuture<Void> flushed = store.db().flush();
            if (!failed.get() || flushed.isDone()) {
                return "the flush is not to be tried again";
            }
            return store.succeeds(store.db().dropIndex(0)) ? store.problemAfterPowerCut() : "cannot drop an index";
        }
    },

    /** The write-ahead file takes a transaction's record and says that it has not; then there is no room for the group. */
    REFUSED_TRANSACTION {
        @Override
        @Nullable
        String problem() {
            LiveAheadStore store = new LiveAheadStore();
            store.writeAhead();
            AtomicBoolean failed = new AtomicBoolean();
            store.disk().faults(call -> {
                boolean isAhead = call.kind() == Kind.WRITE && call.name().equals(FileNames.AHEAD);
                if (isAhead && call.length() > 1 && !failed.get()) {
                    return (int) call.length() - 1; // the last byte is a zero, like what it finds there
                }
                if (!failed.get() && (isAhead || isWriteOf(DATA_OF_NEWEST, call))) {
                    failed.set(!isAhead);
                    throw new IOException(SimulatedStorage.NO_SPACE);
                }
                return FaultInjector.ALL;
            });
            Transaction transaction = store.db().transaction();
            transaction.add(item(1));
            transaction.add(new byte[10]);
            return store.succeeds(transaction.commit())
                    ? "the transaction was not refused"
                    : store.problemAfterPowerCutOfAnyKind();
        }
    },

    /** A thread adds durably while the committer records a pruning; it must not write what continues the state before. */
    CALLER_BESIDE_A_PRUNING {
        @Override
        @Nullable
        String problem() {
            LiveAheadStore store = new LiveAheadStore();
            store.writeAhead();
            store.db().flush().join();
            AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
            store.disk().faults(call -> {
                if (call.kind() == Kind.FORCE && call.name().equals(JOURNAL_OF_NEWEST) && caller.get() == null) {
                    caller.set(store.startWritingAhead());
                }
                return FaultInjector.ALL;
            });
            if (!store.succeeds(store.db().dropIndex(0))) {
                return "cannot drop an index";
            }
            LiveAheadStore.awaitEnd(caller.get());
            return store.problemAfterPowerCut();
        }
    };

    private static final String DATA_OF_NEWEST = ContentsCheck.NAMES.data(1);
    private static final String JOURNAL_OF_NEWEST = ContentsCheck.NAMES.journal(1);

    private static boolean isWriteOf(String file, StorageCall call) {
        return call.kind() == Kind.WRITE && call.name().equals(file);
    }

    private static final String JOURNAL = ContentsCheck.NAMES.journal(0);

    /** {@return what is wrong; null if nothing is} */
    abstract @Nullable String problem();

    private static byte[] item(int number) {
        return AheadFileStore.item(number);
    }
}
