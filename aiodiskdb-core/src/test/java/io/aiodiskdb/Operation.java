package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Something that a database can be asked for, in both of its views.
 *
 * @param name what
 * @param writes whether it changes the database
 * @param future asks for it
 * @param blocking does it on the calling thread
 */
record Operation(
        String name,
        boolean writes,
        Function<AioDiskDb, CompletableFuture<?>> future,
        Consumer<BlockingAioDiskDb> blocking) {

    private static final byte[] DATA = {1, 2, 3};
    private static final ItemLocation LOCATION = new ItemLocation(0, 0, 1);

    /** {@return all operations of a running database} */
    static Stream<Operation> all() {
        return Stream.of(
                new Operation("add", true, db -> db.add(DATA), db -> db.add(DATA)),
                new Operation(
                        "add of a buffer",
                        true,
                        db -> db.add(ByteBuffer.wrap(DATA)),
                        db -> db.add(ByteBuffer.wrap(DATA))),
                new Operation("addDurably", true, db -> db.addDurably(DATA), db -> db.addDurably(DATA)),
                new Operation(
                        "addDurably of a buffer",
                        true,
                        db -> db.addDurably(ByteBuffer.wrap(DATA)),
                        db -> db.addDurably(ByteBuffer.wrap(DATA))),
                new Operation("flush", true, AioDiskDb::flush, BlockingAioDiskDb::flush),
                new Operation("commit", true, Operation::commit, Operation::commitBlocking),
                new Operation("rtrim", true, db -> db.rtrim(0, 0), db -> db.rtrim(0, 0)),
                new Operation("rtrim with a check", true, db -> db.rtrim(0, 0, DATA), db -> db.rtrim(0, 0, DATA)),
                new Operation("ltrim", true, db -> db.ltrim(0, 0), db -> db.ltrim(0, 0)),
                new Operation("ltrim with a check", true, db -> db.ltrim(0, 3, DATA), db -> db.ltrim(0, 3, DATA)),
                new Operation("dropIndex", true, db -> db.dropIndex(0), db -> db.dropIndex(0)),
                new Operation("read", false, db -> db.read(LOCATION), db -> db.read(LOCATION)),
                new Operation("persisted", false, db -> db.persisted(LOCATION), db -> db.persisted(LOCATION)),
                new Operation("verify", false, AioDiskDb::verify, BlockingAioDiskDb::verify));
    }

    /** {@return those that change the database} */
    static Stream<Operation> writing() {
        return all().filter(Operation::writes);
    }

    private static CompletableFuture<?> commit(AioDiskDb db) {
        Transaction transaction = db.transaction();
        transaction.add(DATA);
        return transaction.commit();
    }

    private static void commitBlocking(BlockingAioDiskDb db) {
        BlockingTransaction transaction = db.transaction();
        transaction.add(DATA);
        transaction.commit();
    }

    @Override
    public String toString() {
        return name;
    }
}
