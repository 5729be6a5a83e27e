package io.aiodiskdb.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.AioDiskDb;
import io.aiodiskdb.Transaction;
import io.aiodiskdb.model.IndexStats;
import io.aiodiskdb.model.ItemLocation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The checker must find what is wrong: each test but the first few makes a store that breaks one promise. */
@Timeout(120)
class StoreCheckTest {

    @TempDir
    private Path temporary;

    private AckLog log;
    private AioDiskDb db;

    @BeforeEach
    void open() throws IOException {
        log = AckLog.open(logFile(), false);
        db = options().builder().build();
        begin(1);
    }

    @AfterEach
    void close() throws IOException {
        db.close();
        log.close();
    }

    // ---------------------------------------------------------------- what is right

    @Test
    void findsNothingInAStoreThatKeptAllItsPromises() throws IOException {
        for (int i = 0; i < 20; i++) {
            durably(item(1, 0, i));
        }
        committed(transaction(1, 1, 0, 3));
        CheckResult result = check();
        assertThat(result.findings().texts()).isEmpty();
        assertThat(result.items()).isEqualTo(23);
        assertThat(result.unlogged()).isZero();
        assertThat(result.text()).startsWith("CHECK OK");
        assertThat(result.json()).startsWith("{\"ok\":true,").contains("\"lost\":0");
    }

    @Test
    void acceptsAnItemThatTheLoadCouldNotNoteAnyMore() throws IOException {
        durably(item(1, 0, 0));
        db.blocking().addDurably(item(1, 0, 1).bytes());
        CheckResult result = check();
        assertThat(result.findings().texts()).isEmpty();
        assertThat(result.unlogged()).isOne();
    }

    @Test
    void acceptsThatWhatWasOnlyAddedIsGoneAfterACrash() throws IOException {
        durably(item(1, 0, 0));
        log.append(new LogLine.Added(1, 0, 1, new ItemLocation(0, 400, 400), false));
        CheckResult result = check();
        assertThat(result.findings().texts()).isEmpty();
        assertThat(result.log().rolledBack).isOne();
    }

    @Test
    void acceptsWhatWasPrunedOnPurpose() throws IOException {
        List<ItemLocation> locations = committed(transaction(1, 1, 0, 4));
        prune(new Pruning(Pruning.Kind.LTRIM, 0, locations.get(1).position()));
        prune(new Pruning(Pruning.Kind.RTRIM, 0, locations.get(3).position()));
        assertThat(check().findings().texts()).isEmpty();
        prune(new Pruning(Pruning.Kind.DROP, 0, 0));
        assertThat(check().findings().texts()).isEmpty();
    }

    @Test
    void acceptsAPruningThatWasIntendedAndNotAcknowledgedDoneOrNot() throws IOException {
        ItemLocation first = durably(item(1, 0, 0));
        durably(item(1, 0, 1));
        log.append(new LogLine.Intended(1, 1, new Pruning(Pruning.Kind.LTRIM, 0, first.end())));
        assertThat(check().findings().texts()).isEmpty();
        db.blocking().ltrim(0, first.end());
        assertThat(check().findings().texts()).isEmpty();
    }

    @Test
    void acceptsPositionsThatARightTrimHasHandedOutAgain() throws IOException {
        durably(item(1, 0, 0));
        ItemLocation second = durably(item(1, 0, 1));
        prune(new Pruning(Pruning.Kind.RTRIM, 0, second.position()));
        assertThat(durably(item(1, 0, 2))).isEqualTo(second);
        assertThat(check().findings().texts()).isEmpty();
    }

    // ---------------------------------------------------------------- what is lost

    @Test
    void findsALostItemAtTheEnd() throws IOException {
        durably(item(1, 0, 0));
        ItemLocation lost = durably(item(1, 0, 1));
        db.blocking().rtrim(0, lost.position());
        CheckResult result = check();
        assertThat(result.findings().texts()).anyMatch(text -> text.startsWith("LOST"));
        assertThat(result.log().lost).isOne();
        assertThat(result.json()).startsWith("{\"ok\":false,");
        assertThat(result.text()).startsWith("CHECK FAILED");
    }

    @Test
    void findsALostItemAtTheBegin() throws IOException {
        ItemLocation lost = durably(item(1, 0, 0));
        durably(item(1, 0, 1));
        db.blocking().ltrim(0, lost.end());
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("LOST"));
    }

    @Test
    void findsALostFile() throws IOException {
        durably(item(1, 0, 0));
        db.blocking().dropIndex(0);
        durably(item(1, 0, 1));
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("LOST"));
    }

    @Test
    void findsALossThatALaterSessionHasWrittenOver() throws IOException {
        durably(item(1, 0, 0));
        ItemLocation lost = durably(item(1, 0, 1));
        db.blocking().rtrim(0, lost.position());
        db.blocking().stop();
        begin(2);
        assertThat(durably(item(2, 0, 0))).isEqualTo(lost);
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("LOST") && text.contains("session 2"));
    }

    @Test
    void findsThatWhatAFlushHasAcknowledgedIsLost() throws IOException {
        ItemLocation added = added(item(1, 0, 0));
        log.append(new LogLine.FlushAsked(1, 1));
        db.blocking().flush();
        log.append(new LogLine.Flushed(1, 1));
        db.blocking().rtrim(0, added.position());
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("LOST"));
    }

    @Test
    void findsThatWhatAnEventHasAnnouncedIsLost() throws IOException {
        ItemLocation added = added(item(1, 0, 0));
        log.append(new LogLine.WrittenTo(1, 0, added.end()));
        db.blocking().rtrim(0, added.position());
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("LOST"));
    }

    @Test
    void findsThatACleanStopHasLostWhatWasOnlyAdded() throws IOException {
        ItemLocation added = added(item(1, 0, 0));
        log.append(new LogLine.Closed(1));
        db.blocking().rtrim(0, added.position());
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("LOST"));
    }

    @Test
    void findsAHoleBeforeTheEndThoughNobodyWasToldThatItIsDurable() throws IOException {
        durably(item(1, 0, 0));
        log.append(new LogLine.Added(1, 0, 1, new ItemLocation(0, 100, 50), false));
        assertThat(check().findings().texts()).isNotEmpty();
    }

    // ---------------------------------------------------------------- transactions

    @Test
    void findsTheFirstHalfOfATransaction() throws IOException {
        durably(item(1, 0, 0));
        transaction(1, 1, 0, 4).subList(0, 2).forEach(item -> db.blocking().addDurably(item.bytes()));
        assertThat(check().findings().texts()).singleElement().asString().startsWith("HALF A TRANSACTION");
    }

    @Test
    void findsTheSecondHalfOfATransaction() throws IOException {
        durably(item(1, 0, 0));
        transaction(1, 1, 0, 4).subList(2, 4).forEach(item -> db.blocking().addDurably(item.bytes()));
        assertThat(check().findings().texts()).singleElement().asString().startsWith("HALF A TRANSACTION");
    }

    @Test
    void findsAHoleInATransaction() throws IOException {
        List<StressItem> items = transaction(1, 1, 0, 3);
        db.blocking().addDurably(items.get(0).bytes());
        db.blocking().addDurably(items.get(2).bytes());
        assertThat(check().findings().texts()).anyMatch(text -> text.startsWith("HALF A TRANSACTION"));
    }

    // ---------------------------------------------------------------- bytes and order

    @Test
    void findsAChangedByteInTheFile() throws IOException {
        durably(item(1, 0, 0));
        ItemLocation damaged = durably(item(1, 0, 1));
        durably(item(1, 0, 2));
        db.blocking().stop();
        change(dataFile(0), 24 + damaged.position() + 100);
        db.blocking().start();
        assertThat(check().findings().texts())
                .anyMatch(text -> text.startsWith("cannot read " + damaged))
                .anyMatch(text -> text.startsWith("verify"));
    }

    @Test
    void findsAChangedByteThatTheStoreHasAChecksumOf() throws IOException {
        byte[] bytes = item(1, 0, 0).bytes();
        bytes[70] ^= 1;
        db.blocking().addDurably(bytes);
        assertThat(check().findings().texts()).singleElement().asString().startsWith("WRONG BYTES");
    }

    @Test
    void findsAnotherItemInTheRightPlace() throws IOException {
        ItemLocation location = db.blocking().addDurably(item(1, 0, 1).bytes());
        log.append(new LogLine.Added(1, 0, 0, location, true));
        assertThat(check().findings().texts()).singleElement().asString().startsWith("WRONG ITEM");
    }

    @Test
    void findsAnItemThatIsThereTwice() throws IOException {
        durably(item(1, 0, 0));
        db.blocking().addDurably(item(1, 0, 0).bytes());
        assertThat(check().findings().texts()).singleElement().asString().startsWith("out of order or twice");
    }

    @Test
    void findsAnItemOfAnOlderSessionBehindANewerOne() throws IOException {
        db.blocking().addDurably(item(2, 0, 0).bytes());
        db.blocking().addDurably(item(1, 1, 0).bytes());
        assertThat(check().findings().texts()).singleElement().asString().startsWith("of session 1");
    }

    @Test
    void findsAnItemWhoseOperationHasFailed() throws IOException {
        db.blocking().addDurably(item(1, 0, 0).bytes());
        log.append(new LogLine.NotStored(1, 0, 0));
        assertThat(check().findings().texts()).singleElement().asString().startsWith("there although");
    }

    // ---------------------------------------------------------------- prunings and damages

    @Test
    void findsADroppedIndexThatIsThereAgain() throws IOException {
        durably(item(1, 0, 0));
        log.append(new LogLine.Intended(1, 1, new Pruning(Pruning.Kind.DROP, 0, 0)));
        log.append(new LogLine.Pruned(1, 1));
        assertThat(check().findings().texts()).anyMatch(text -> text.contains("dropped and is there again"));
    }

    @Test
    void findsANumberThatIsUsedAgainAfterADrop() throws IOException {
        log.append(new LogLine.Intended(1, 1, new Pruning(Pruning.Kind.DROP, 7, 0)));
        log.append(new LogLine.Pruned(1, 1));
        log.append(new LogLine.SessionBegun(2));
        log.append(new LogLine.Added(2, 0, 0, new ItemLocation(7, 0, 50), true));
        assertThat(check().findings().texts()).anyMatch(text -> text.contains("is used again"));
    }

    @Test
    void findsAPlaceThatIsHandedOutTwice() throws IOException {
        ItemLocation location = durably(item(1, 0, 0));
        log.append(new LogLine.Added(1, 1, 0, location, true));
        assertThat(check().findings().texts()).anyMatch(text -> text.contains("where another item lies"));
    }

    @Test
    void findsWhatAReaderHasSeen() throws IOException {
        log.append(new LogLine.Violation(1, "wrong bytes"));
        assertThat(check().findings().texts()).containsExactly("session 1 saw: wrong bytes");
    }

    @Test
    void demandsThatDamageDoneOnPurposeIsReported() throws IOException {
        durably(item(1, 0, 0));
        assertThat(check(Set.of(0)).findings().texts())
                .containsExactly("verify does not report index 0, which was damaged on purpose");
        db.blocking().stop();
        change(dataFile(0), 24 + 100);
        db.blocking().start();
        CheckResult result = check(Set.of(0));
        assertThat(result.findings().texts()).isEmpty();
        assertThat(result.unreadable()).isOne();
    }

    // ---------------------------------------------------------------- the store and its log

    private StoreOptions options() {
        return new StoreOptions(temporary.resolve("db"), 64 << 10, 16 << 10);
    }

    private Path logFile() {
        return temporary.resolve("log");
    }

    private Path dataFile(int index) {
        return temporary.resolve("db").resolve("data%07d.dat".formatted(index));
    }

    private void begin(int session) {
        log.append(new LogLine.SessionBegun(session));
        db.blocking().start();
        for (IndexStats index : db.indices().join()) {
            log.append(new LogLine.Found(session, index.index(), index.begin(), index.end()));
        }
        log.append(new LogLine.Opened(session));
    }

    private static StressItem item(int session, int writer, long sequence) {
        return new StressItem(session, writer, sequence, 0, 1, 400);
    }

    private static List<StressItem> transaction(int session, int writer, long sequence, int total) {
        List<StressItem> items = new ArrayList<>();
        for (int ordinal = 0; ordinal < total; ordinal++) {
            items.add(new StressItem(session, writer, sequence, ordinal, total, 200 + ordinal));
        }
        return items;
    }

    private ItemLocation durably(StressItem item) {
        ItemLocation location = db.blocking().addDurably(item.bytes());
        log.append(new LogLine.Added(item.session(), item.writer(), item.sequence(), location, true));
        return location;
    }

    private ItemLocation added(StressItem item) {
        ItemLocation location = db.blocking().add(item.bytes());
        log.append(new LogLine.Added(item.session(), item.writer(), item.sequence(), location, false));
        return location;
    }

    private List<ItemLocation> committed(List<StressItem> items) {
        try (Transaction transaction = db.transaction()) {
            items.forEach(item -> transaction.add(item.bytes()));
            List<ItemLocation> locations = transaction.commit().join();
            StressItem first = items.get(0);
            log.append(new LogLine.Committed(first.session(), first.writer(), first.sequence(), locations));
            return locations;
        }
    }

    private void prune(Pruning pruning) {
        long id = System.nanoTime();
        log.append(new LogLine.Intended(1, id, pruning));
        switch (pruning.kind()) {
            case LTRIM -> db.blocking().ltrim(pruning.index(), pruning.position());
            case RTRIM -> db.blocking().rtrim(pruning.index(), pruning.position());
            case DROP -> db.blocking().dropIndex(pruning.index());
        }
        log.append(new LogLine.Pruned(1, id));
    }

    private static void change(Path file, long position) throws IOException {
        assertThat(Files.size(file)).isGreaterThan(position);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            int before = access.read();
            access.seek(position);
            access.write(before ^ 1);
        }
    }

    private CheckResult check() throws IOException {
        return check(Set.of());
    }

    private CheckResult check(Set<Integer> damaged) throws IOException {
        return new StoreCheck(db, damaged).check(logFile());
    }
}
