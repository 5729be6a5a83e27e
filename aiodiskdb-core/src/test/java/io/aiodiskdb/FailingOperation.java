package io.aiodiskdb;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.error.StorageFailedException;
import io.aiodiskdb.error.StorageFullException;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An operation of the contract, for {@link FailedCall} to let each call of the disk that it makes fail. It is done to a
 * store of two data files, and an item that is in RAM only.
 */
@SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
enum FailingOperation {
    START_OF_A_NEW_STORE(Kind.START, db -> db.start(), contents -> {}),
    START_AFTER_A_STOP(Kind.START, db -> db.start(), contents -> {}),
    START_AFTER_A_CRASH(Kind.START, db -> db.start(), contents -> {}),
    START_AFTER_A_TORN_GROUP(Kind.START, db -> db.start(), contents -> {}),
    START_AFTER_ANOTHER_PROGRAM_HAS_APPENDED(Kind.START, db -> db.start(), contents -> {}),
    START_AFTER_ANOTHER_PROGRAM_HAS_BEGUN_A_FILE(Kind.START, db -> db.start(), contents -> {}),
    ADD_THAT_FILLS_A_BUFFER(Kind.ADD, db -> db.add(Items.A).thenCompose(told -> db.add(Items.B)), contents -> {
        contents.add(Items.A);
        contents.add(Items.B);
    }),
    ADD_DURABLY(Kind.ADD, db -> db.addDurably(Items.A), contents -> contents.add(Items.A)),
    FLUSH(Kind.ADD, AioDiskDb::flush, contents -> {}),
    PERSISTED(Kind.ADD, FailingOperation::persisted, contents -> {}),
    COMMIT_IN_ONE_FILE(Kind.COMMIT, db -> commit(db, Items.A), contents -> contents.add(Items.A)),
    COMMIT_OVER_TWO_FILES(Kind.COMMIT, db -> commit(db, Items.A, Items.B, Items.C), contents -> {
        contents.add(Items.A);
        contents.add(Items.B);
        contents.add(Items.C);
    }),
    RTRIM_OF_THE_NEWEST(Kind.PRUNING, db -> db.rtrim(1, 30), contents -> contents.rtrim(1, 30)),
    RTRIM_OF_ANOTHER(Kind.PRUNING, db -> db.rtrim(0, 30), contents -> contents.rtrim(0, 30)),
    LTRIM_OF_THE_NEWEST(Kind.PRUNING, db -> db.ltrim(1, 30), contents -> contents.ltrim(1, 30)),
    LTRIM_OF_ANOTHER(Kind.PRUNING, db -> db.ltrim(0, 30), contents -> contents.ltrim(0, 30)),
    DROP_OF_THE_NEWEST(Kind.PRUNING, db -> db.dropIndex(1), contents -> contents.drop(1)),
    DROP_OF_ANOTHER(Kind.PRUNING, db -> db.dropIndex(0), contents -> contents.drop(0)),
    READ(Kind.READING, db -> db.read(new ItemLocation(0, 10, 90)), contents -> {}),
    READ_OVER_FILE_AND_BUFFER(Kind.READING, db -> db.read(new ItemLocation(1, 0, 80)), contents -> {}),
    PERSISTED_LONG_AGO(Kind.READING, db -> db.persisted(new ItemLocation(0, 0, 60)), contents -> {}),
    ITEMS(Kind.READING, FailingOperation::items, contents -> {}),
    VERIFY(Kind.READING, AioDiskDb::verify, contents -> {}),
    INDICES(Kind.READING, AioDiskDb::indices, contents -> {}),
    STOP(Kind.STOP, AioDiskDb::stop, contents -> {});

    /** What an operation may do if the disk does not. */
    enum Kind {
        START(StorageFullException.class),
        ADD(StorageFullException.class),
        COMMIT(StorageFullException.class),
        PRUNING(StorageFullException.class),
        READING(CorruptDataException.class),
        STOP(StorageFullException.class);

        private final Class<? extends AioDiskDbException> error;

        Kind(Class<? extends AioDiskDbException> error) {
            this.error = error;
        }

        /** {@return whether it is one of its errors; that the storage has failed always is} */
        boolean declares(Throwable failure) {
            return failure instanceof StorageFailedException || error.isInstance(failure);
        }
    }

    /** Items of different sizes. */
    private static final class Items {
        private static final byte[] A = TestSeed.bytes(1, 50);
        private static final byte[] B = TestSeed.bytes(2, 90);
        private static final byte[] C = TestSeed.bytes(3, 70);
    }

    private final Kind kind;
    private final Function<AioDiskDb, CompletableFuture<?>> action;
    private final Consumer<StoreContents> effect;

    FailingOperation(Kind kind, Function<AioDiskDb, CompletableFuture<?>> action, Consumer<StoreContents> effect) {
        this.kind = kind;
        this.action = action;
        this.effect = effect;
    }

    Kind kind() {
        return kind;
    }

    /** {@return whether it may have happened, and not be turned back, although it has failed} */
    boolean isSwitchedByARename() {
        return this == LTRIM_OF_THE_NEWEST || this == LTRIM_OF_ANOTHER;
    }

    CompletableFuture<?> act(AioDiskDb db) {
        return action.apply(db);
    }

    /** {@return what is there when it has succeeded} */
    StoreContents after(StoreContents before) {
        StoreContents after = before.copy();
        effect.accept(after);
        return after;
    }

    private static CompletableFuture<?> commit(AioDiskDb db, byte[]... items) {
        Transaction transaction = db.transaction();
        List.of(items).forEach(transaction::add);
        return transaction.commit();
    }

    private static CompletableFuture<?> persisted(AioDiskDb db) {
        CompletableFuture<Void> persisted = db.persisted(new ItemLocation(1, 60, 20));
        return CompletableFuture.allOf(persisted, db.flush());
    }

    private static CompletableFuture<?> items(AioDiskDb db) {
        try (Stream<StoredItem> walk = db.items()) {
            return CompletableFuture.completedFuture(Optional.of(walk.toList()));
        } catch (AioDiskDbException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
