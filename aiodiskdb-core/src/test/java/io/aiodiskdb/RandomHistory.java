package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.AddTimeoutException;
import io.aiodiskdb.error.AlreadyRunningException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.EmptyItemException;
import io.aiodiskdb.error.EmptyTransactionException;
import io.aiodiskdb.error.IndexNotFoundException;
import io.aiodiskdb.error.InvalidTrimException;
import io.aiodiskdb.error.ItemTooLargeException;
import io.aiodiskdb.error.NotRunningException;
import io.aiodiskdb.error.OverwriteDisabledException;
import io.aiodiskdb.error.TransactionClosedException;
import io.aiodiskdb.model.AioDiskDbConfig;
import io.aiodiskdb.model.DbState;
import io.aiodiskdb.model.DbStats;
import io.aiodiskdb.model.ItemLocation;
import io.aiodiskdb.model.StoredItem;
import io.aiodiskdb.model.SyncMode;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** One random history: the same operations on a database and on its model, which must agree after each. */
final class RandomHistory {

    private static final String FOREIGN = "foreign.dat";

    private final SplittableRandom random;
    private final Path directory;
    private final SyncMode sync;
    private final List<String> log = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final int filePadding;
    private final int maxFiles;
    private final byte[] genesis = new byte[4];
    private HistoryModel model;
    private AioDiskDb db;
    private AioDiskDbConfig config;
    private long itemsAddedBefore;
    private long bytesAddedBefore;
    private int copies;

    RandomHistory(long seed, Path directory, SyncMode sync) throws IOException {
        this.random = new SplittableRandom(seed);
        this.directory = directory;
        this.sync = sync;
        this.filePadding = 2 + random.nextInt(4);
        this.maxFiles = random.nextInt(5) == 0 ? 2 + random.nextInt(6) : 100;
        random.nextBytes(genesis);
        Files.createDirectory(directory);
        Files.writeString(directory.resolve(FOREIGN), "not ours");
        build();
        model = new HistoryModel(maxFiles, config.maxFileSize());
    }

    /** {@return what has been done so far} */
    List<String> log() {
        return log;
    }

    private void build() {
        int maxFileSize = between(300, 2000);
        int maxBufferSize = between(100, 300);
        db = AioDiskDb.builder(directory)
                .maxFileSize(maxFileSize)
                .maxBufferSize(maxBufferSize)
                .maxBufferItems(between(3, 8))
                .filePadding(filePadding)
                .maxFiles(maxFiles)
                .genesisBytes(genesis)
                .maxOpenFiles(between(1, 3))
                .concurrency(between(1, 4))
                .maxReadSize(between(50, 2 * maxFileSize))
                .maxTransactionSize(between(200, 4 * maxFileSize))
                .verifyReads(random.nextInt(4) > 0)
                .overwrite(random.nextInt(4) > 0)
                .flushInterval(random.nextInt(5) == 0 ? Duration.ofMillis(between(1, 5)) : Duration.ofHours(1))
                .timeout(Duration.ofSeconds(30))
                .sync(sync)
                .build();
        config = db.config();
        log.add("build with max-file-size " + config.maxFileSize() + ", max-buffer-size " + config.maxBufferSize()
                + ", max-buffer-items " + config.maxBufferItems() + ", max-files " + config.maxFiles()
                + ", max-open-files " + config.maxOpenFiles() + ", max-read-size " + config.maxReadSize()
                + ", max-transaction-size " + config.maxTransactionSize() + ", flush-interval "
                + config.flushInterval() + ", overwrite " + config.overwrite());
    }

    void run(int operations) throws IOException {
        try {
            notRunning();
            start();
            for (int number = 0; number < operations; number++) {
                operation();
            }
            compareAll();
            reopen(true);
            compareAll();
            stop();
        } finally {
            if (db.state() != DbState.STOPPED) {
                db.close();
            }
        }
    }

    private void operation() throws IOException {
        int choice = random.nextInt(100);
        if (choice < 30) {
            burst();
        } else if (choice < 36) {
            addDurably();
        } else if (choice < 46) {
            commit();
        } else if (choice < 50) {
            flush();
        } else if (choice < 64) {
            readSome();
        } else if (choice < 70) {
            rtrim();
        } else if (choice < 76) {
            ltrim();
        } else if (choice < 79) {
            drop();
        } else if (choice < 84) {
            persisted();
        } else if (choice < 88) {
            walk();
        } else if (choice < 90) {
            verify();
        } else if (choice < 92) {
            toggleOverwrite();
        } else if (choice < 94) {
            refusedAdds();
        } else if (choice < 97) {
            readSome();
        } else if (choice < 98) {
            reopen(random.nextBoolean());
        } else if (choice < 99) {
            openACopy();
        } else {
            destroy();
        }
    }

    // ---------------------------------------------------------------- adding

    private byte[] item(int atMost) {
        int size = random.nextInt(4) == 0
                ? atMost - random.nextInt(Math.min(4, atMost))
                : between(1, Math.min(atMost, 90));
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A buffer over the item, of some kind, with something before and behind. */
    private ByteBuffer buffer(byte[] item) {
        int before = random.nextInt(3);
        int size = before + item.length + random.nextInt(3);
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        buffer.position(before).put(item).flip().position(before);
        return random.nextInt(3) == 0 ? buffer.asReadOnlyBuffer() : buffer;
    }

    /** Adds that do not wait for each other: they get their places in the order of the calls. */
    private void burst() {
        int count = between(1, 8);
        long bytes = 0;
        List<byte[]> items = new ArrayList<>();
        List<CompletableFuture<ItemLocation>> added = new ArrayList<>();
        ItemLocation meanwhile = anyRange();
        CompletableFuture<Optional<byte[]>> read = db.read(meanwhile);
        byte[] expected = model.read(meanwhile);
        boolean durable = false;
        for (int number = 0; number < count; number++) {
            byte[] item = item(config.maxBufferSize());
            items.add(item);
            bytes += item.length;
            boolean durably = random.nextInt(8) == 0;
            durable |= durably;
            added.add(add(item, durably));
        }
        log.add("add " + count + " items of "
                + items.stream().map(item -> item.length).toList() + (durable ? ", some durably" : ""));
        boolean crowded = bytes > 2L * config.maxBufferSize();
        for (int number = 0; number < count; number++) {
            Outcome<ItemLocation> outcome = Outcome.of(added.get(number));
            if (crowded && outcome.isFailure(AddTimeoutException.class)) {
                continue;
            }
            placed(outcome, items.get(number));
        }
        Outcome<Optional<byte[]>> answer = Outcome.of(read);
        boolean cameMeanwhile =
                expected == null && answer.value() != null && answer.value().isPresent();
        same(meanwhile, cameMeanwhile ? model.read(meanwhile) : expected, answer);
    }

    private CompletableFuture<ItemLocation> add(byte[] item, boolean durably) {
        if (random.nextInt(3) == 0) {
            ByteBuffer buffer = buffer(item);
            int position = buffer.position();
            CompletableFuture<ItemLocation> added = durably ? db.addDurably(buffer) : db.add(buffer);
            assertThat(buffer.position()).as("position of the caller's buffer").isEqualTo(position);
            if (!buffer.isReadOnly()) {
                buffer.put(position, (byte) ~buffer.get(position));
            }
            return added;
        }
        byte[] own = item.clone();
        CompletableFuture<ItemLocation> added = durably ? db.addDurably(own) : db.add(own);
        Arrays.fill(own, (byte) 0);
        return added;
    }

    private void placed(Outcome<ItemLocation> outcome, byte[] item) {
        ItemLocation expected = model.add(item);
        if (expected == null) {
            outcome.failedWith(DatabaseFullException.class);
            return;
        }
        assertThat(outcome.get()).isEqualTo(expected);
        same(expected, item, readOne(expected));
    }

    private void addDurably() {
        byte[] item = item(config.maxBufferSize());
        log.add("addDurably " + item.length);
        Outcome<ItemLocation> outcome = random.nextBoolean()
                ? Outcome.of(add(item, true))
                : Outcome.ofCall(() -> random.nextBoolean()
                        ? db.blocking().addDurably(item)
                        : db.blocking().addDurably(buffer(item)));
        placed(outcome, item);
        if (outcome.error() == null) {
            model.settle(outcome.get());
        }
    }

    private void refusedAdds() {
        log.add("refused adds");
        Outcome.of(db.add(new byte[0])).failedWith(EmptyItemException.class);
        Outcome.of(db.addDurably(ByteBuffer.allocate(0))).failedWith(EmptyItemException.class);
        byte[] tooLarge = new byte[config.maxBufferSize() + between(1, 50)];
        Outcome.of(db.add(tooLarge)).failedWith(ItemTooLargeException.class);
        Outcome.ofCall(() -> db.blocking().addDurably(tooLarge)).failedWith(ItemTooLargeException.class);
        Outcome.of(db.start()).failedWith(AlreadyRunningException.class);
        Outcome.ofRun(db::destroy).failedWith(AlreadyRunningException.class, OverwriteDisabledException.class);
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
    }

    // ---------------------------------------------------------------- transactions and flushes

    private void commit() {
        List<byte[]> items = new ArrayList<>();
        try (Transaction transaction = db.transaction()) {
            int count = random.nextInt(12) == 0 ? 0 : between(1, 10);
            for (int number = 0; number < count; number++) {
                byte[] item = item((int) (random.nextInt(4) == 0 ? config.maxFileSize() + 5 : config.maxBufferSize()));
                if (item.length > config.maxFileSize()
                        || transaction.bytes() + item.length > config.maxTransactionSize()) {
                    Outcome.ofRun(() -> transaction.add(item)).failedWith(ItemTooLargeException.class);
                } else {
                    transaction.add(random.nextBoolean() ? ByteBuffer.wrap(item) : buffer(item));
                    items.add(item);
                }
            }
            Outcome.ofRun(() -> transaction.add(new byte[0])).failedWith(EmptyItemException.class);
            assertThat(transaction.size()).isEqualTo(items.size());
            finish(transaction, items);
        }
    }

    private void finish(Transaction transaction, List<byte[]> items) {
        if (random.nextInt(8) == 0) {
            log.add("roll back " + items.size() + " items");
            transaction.rollback();
            Outcome.of(transaction.commit()).failedWith(TransactionClosedException.class);
            return;
        }
        log.add("commit items of " + items.stream().map(item -> item.length).toList());
        Outcome<List<ItemLocation>> outcome = Outcome.of(transaction.commit());
        if (items.isEmpty()) {
            outcome.failedWith(EmptyTransactionException.class);
            return;
        }
        Outcome.ofRun(() -> transaction.add(new byte[1])).failedWith(TransactionClosedException.class);
        List<ItemLocation> expected = model.commit(items);
        if (expected == null) {
            outcome.failedWith(DatabaseFullException.class);
            return;
        }
        assertThat(outcome.get()).isEqualTo(expected);
        settled();
        for (int number = 0; number < items.size(); number++) {
            same(expected.get(number), items.get(number), readOne(expected.get(number)));
        }
    }

    private void flush() {
        log.add("flush");
        (random.nextBoolean() ? Outcome.of(db.flush()) : Outcome.ofRun(db.blocking()::flush)).get();
        model.settle();
        settled();
        assertThat(db.stats().itemsBuffered())
                .as("items buffered after a flush")
                .isZero();
    }

    /** Everything is on stable storage: whoever waits for that must be told. */
    private void settled() {
        for (Awaited each : awaited) {
            Outcome<Void> outcome = Outcome.of(each.persisted);
            if (!each.cut || !outcome.isFailure(IndexNotFoundException.class)) {
                outcome.get();
            }
        }
        awaited.clear();
    }

    /** Somebody who waits until a range is durable. */
    private static final class Awaited {
        private final ItemLocation range;
        private final CompletableFuture<Void> persisted;

        /** Whether something of the range has been cut off before it was asked again. */
        private boolean cut;

        Awaited(ItemLocation range, CompletableFuture<Void> persisted) {
            this.range = range;
            this.persisted = persisted;
        }
    }

    private void markCut() {
        awaited.forEach(each -> each.cut |= !model.holds(each.range));
    }

    private void persisted() {
        ItemLocation range = anyRange();
        if (range.size() == 0) {
            return;
        }
        log.add("persisted " + range);
        CompletableFuture<Void> persisted = db.persisted(range);
        if (!model.holds(range)) {
            Outcome.of(persisted).failedWith(IndexNotFoundException.class);
        } else if (model.isDurable(range)) {
            Outcome.of(persisted).get();
        } else {
            awaited.add(new Awaited(range, persisted));
        }
    }

    // ---------------------------------------------------------------- reading

    private void readSome() {
        for (int number = between(1, 5); number > 0; number--) {
            ItemLocation range = anyRange();
            log.add("read " + range);
            same(range, model.read(range), readOne(range));
        }
    }

    private Outcome<Optional<byte[]>> readOne(ItemLocation range) {
        return random.nextBoolean()
                ? Outcome.of(db.read(range))
                : Outcome.ofCall(() -> db.blocking().read(range));
    }

    private void same(ItemLocation range, byte[] expected, Outcome<Optional<byte[]>> outcome) {
        if (range.size() > config.maxReadSize()) {
            outcome.failedWith(ItemTooLargeException.class);
            return;
        }
        Optional<byte[]> found = outcome.get();
        assertThat(found.isPresent()).as("presence of %s", range).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(found.orElseThrow()).as("bytes of %s", range).isEqualTo(expected);
        }
    }

    /** An item, a part, several, something trimmed or dropped, or nothing that was ever there. */
    private ItemLocation anyRange() {
        int number = random.nextInt(10) == 0 ? model.count() + random.nextInt(3) : random.nextInt(model.count());
        if (number >= model.count()) {
            return new ItemLocation(
                    random.nextInt(20) == 0 ? Integer.MAX_VALUE : number, random.nextInt(50), between(1, 50));
        }
        HistoryModel.Index index = model.index(number);
        if (random.nextBoolean() && !index.items().isEmpty()) {
            HistoryModel.Item item =
                    index.items().get(random.nextInt(index.items().size()));
            return new ItemLocation(number, item.start(), item.size());
        }
        int from = random.nextInt(index.end() + 2);
        int size = switch (random.nextInt(5)) {
            case 0 -> random.nextInt(3);
            case 1 -> Math.max(0, index.end() - from) + random.nextInt(2);
            default -> random.nextInt(200);
        };
        return new ItemLocation(number, from, size);
    }

    private void walk() {
        boolean flushed = random.nextBoolean();
        if (flushed) {
            flush();
        }
        int number = random.nextInt(model.count() + 1);
        int position = random.nextBoolean() || number == model.count()
                ? 0
                : random.nextInt(model.index(number).end() + 2);
        log.add("walk from " + number + ":" + position);
        List<StoredItem> expected = expectedItems(number, position);
        List<StoredItem> found = walk(new ItemLocation(number, position, 0));
        assertThat(found.size()).isLessThanOrEqualTo(expected.size());
        assertThat(found).isEqualTo(expected.subList(0, found.size()));
        assertThat(found.size())
                .as("items on stable storage")
                .isGreaterThanOrEqualTo(flushed ? expected.size() : durableItems(number, position));
    }

    private List<StoredItem> walk(ItemLocation from) {
        try (Stream<StoredItem> items =
                random.nextBoolean() ? db.items(from) : db.blocking().items(from)) {
            return items.toList();
        }
    }

    private List<StoredItem> expectedItems(int from, int position) {
        List<StoredItem> items = new ArrayList<>();
        for (int number = from; number < model.count(); number++) {
            for (HistoryModel.Item item : model.index(number).items()) {
                if (number > from || item.start() >= position) {
                    CRC32C crc = new CRC32C();
                    crc.update(model.copy(number, item.start(), item.start() + item.size()));
                    items.add(new StoredItem(new ItemLocation(number, item.start(), item.size()), crc.getValue()));
                }
            }
        }
        return items;
    }

    /** {@return how many items of the walk are certainly there: those up to the last one that is known to be durable} */
    private int durableItems(int from, int position) {
        int seen = 0;
        int durable = 0;
        for (int number = from; number < model.count(); number++) {
            for (HistoryModel.Item item : model.index(number).items()) {
                if (number > from || item.start() >= position) {
                    seen++;
                    durable = item.isDurable() ? seen : durable;
                }
            }
        }
        return durable;
    }

    private void verify() {
        boolean flushed = random.nextBoolean();
        if (flushed) {
            flush();
        }
        log.add("verify");
        VerificationReport report =
                random.nextBoolean() ? Outcome.done(db.verify()) : db.blocking().verify();
        assertThat(report.damages()).isEmpty();
        assertThat(report.isIntact()).isTrue();
        if (flushed) {
            List<StoredItem> items = expectedItems(0, 0);
            long checked =
                    items.stream().mapToLong(item -> item.location().size()).sum();
            assertThat(report.indexes()).as("indexes verified").isEqualTo(model.files());
            assertThat(report.items()).as("items verified").isEqualTo(items.size());
            assertThat(report.bytes()).as("bytes verified").isEqualTo(model.bytes());
            assertThat(report.uncheckedBytes()).as("bytes without a checksum").isEqualTo(model.bytes() - checked);
        }
    }

    private void compareAll() {
        flush();
        for (int number = 0; number < model.count(); number++) {
            HistoryModel.Index index = model.index(number);
            for (HistoryModel.Item item : index.items()) {
                ItemLocation location = new ItemLocation(number, item.start(), item.size());
                same(location, model.read(location), readOne(location));
            }
            if (index.end() > index.begin()) {
                ItemLocation whole = new ItemLocation(number, index.begin(), index.end() - index.begin());
                same(whole, model.read(whole), readOne(whole));
            }
            ItemLocation beyond = new ItemLocation(number, index.end(), 1);
            same(beyond, null, readOne(beyond));
        }
        assertThat(walk(new ItemLocation(0, 0, 0))).isEqualTo(expectedItems(0, 0));
        DbStats stats = db.stats();
        assertThat(stats.itemsAdded()).as("items added").isEqualTo(model.itemsAdded() - itemsAddedBefore);
        assertThat(stats.bytesAdded()).as("bytes added").isEqualTo(model.bytesAdded() - bytesAddedBefore);
        assertThat(stats.waitingAdds()).as("adds that wait").isZero();
        assertThat(stats.failures()).as("failures of the storage").isZero();
    }

    // ---------------------------------------------------------------- pruning

    private int anyIndex() {
        return random.nextInt(8) == 0 ? model.count() + random.nextInt(3) : random.nextInt(model.count());
    }

    private void rtrim() {
        int number = random.nextInt(3) > 0 ? model.current() : anyIndex();
        long position = anyPosition(number);
        byte[] check = model.exists(number) && position <= model.index(number).end()
                ? check(number, position, position + between(1, 8))
                : new byte[0];
        log.add("rtrim " + number + " at " + position
                + (check.length > 0 ? " if there is " + Arrays.toString(check) : ""));
        boolean right = isInside(number, position) && matches(number, position, check);
        pruned(
                number,
                right,
                random.nextBoolean()
                        ? Outcome.of(check.length == 0 ? db.rtrim(number, position) : db.rtrim(number, position, check))
                        : Outcome.ofCall(() -> check.length == 0
                                ? db.blocking().rtrim(number, position)
                                : db.blocking().rtrim(number, position, check)),
                () -> model.rtrim(number, position));
    }

    private void ltrim() {
        int number = random.nextInt(3) > 0 ? model.current() : anyIndex();
        long position = anyPosition(number);
        int length = between(1, 8);
        byte[] check = model.exists(number) && position <= model.index(number).end()
                ? check(number, position - length, position)
                : new byte[0];
        log.add("ltrim " + number + " at " + position
                + (check.length > 0 ? " if there is " + Arrays.toString(check) : ""));
        boolean right = isInside(number, position) && matches(number, position - check.length, check);
        pruned(
                number,
                right,
                random.nextBoolean()
                        ? Outcome.of(check.length == 0 ? db.ltrim(number, position) : db.ltrim(number, position, check))
                        : Outcome.ofCall(() -> check.length == 0
                                ? db.blocking().ltrim(number, position)
                                : db.blocking().ltrim(number, position, check)),
                () -> model.ltrim(number, position));
    }

    private long anyPosition(int number) {
        if (!model.exists(number)) {
            return random.nextInt(20);
        }
        HistoryModel.Index index = model.index(number);
        int size = index.end() - index.begin();
        return switch (random.nextInt(8)) {
            case 0 -> index.begin();
            case 1 -> index.end();
            case 2 -> index.end() + 1 + random.nextInt(20);
            case 3 -> Math.max(0, index.begin() - 1 - random.nextInt(5));
            case 4 -> index.begin() + random.nextInt(size + 1);
            default ->
                index.items().isEmpty()
                        ? index.end()
                        : index.items()
                                .get(random.nextInt(index.items().size()))
                                .start();
        };
    }

    /** A safety check: none, the right one, a wrong one, or one that reaches too far. */
    private byte[] check(int number, long from, long to) {
        HistoryModel.Index index = model.index(number);
        int choice = random.nextInt(4);
        if (choice < 2) {
            return new byte[0];
        }
        byte[] check = new byte[(int) (to - from)];
        for (int at = 0; at < check.length; at++) {
            long position = from + at;
            check[at] = position >= 0 && position < index.end() ? model.copy(number, position, position + 1)[0] : 0;
        }
        if (choice == 3 && random.nextBoolean()) {
            check[random.nextInt(check.length)]++;
        }
        return check;
    }

    private boolean matches(int number, long from, byte[] check) {
        if (check.length == 0) {
            return true;
        }
        HistoryModel.Index index = model.index(number);
        return from >= index.begin()
                && from + check.length <= index.end()
                && Arrays.equals(model.copy(number, from, from + check.length), check);
    }

    private boolean isInside(int number, long position) {
        return model.exists(number)
                && position >= model.index(number).begin()
                && position <= model.index(number).end();
    }

    private void pruned(int number, boolean right, Outcome<Long> outcome, LongSupplier change) {
        if (!db.overwriteEnabled()) {
            outcome.failedWith(OverwriteDisabledException.class);
        } else if (!model.exists(number)) {
            outcome.failedWith(IndexNotFoundException.class);
        } else if (!right) {
            outcome.failedWith(InvalidTrimException.class);
        } else {
            assertThat(outcome.get()).as("bytes removed").isEqualTo(change.getAsLong());
            markCut();
        }
    }

    private void drop() {
        int number = anyIndex();
        log.add("drop " + number);
        Outcome<Long> outcome = random.nextBoolean()
                ? Outcome.of(db.dropIndex(number))
                : Outcome.ofCall(() -> db.blocking().dropIndex(number));
        if (!db.overwriteEnabled()) {
            outcome.failedWith(OverwriteDisabledException.class);
        } else if (!model.exists(number)) {
            outcome.failedWith(IndexNotFoundException.class);
        } else {
            long removed = model.drop(number);
            if (removed < 0) {
                outcome.failedWith(DatabaseFullException.class);
            } else {
                assertThat(outcome.get()).as("bytes removed").isEqualTo(removed);
                markCut();
            }
        }
    }

    private void toggleOverwrite() {
        if (db.overwriteEnabled()) {
            db.disableOverwrite();
        } else {
            db.enableOverwrite();
        }
        log.add("overwrite " + db.overwriteEnabled());
    }

    // ---------------------------------------------------------------- lifecycle

    private void start() {
        (random.nextBoolean() ? Outcome.of(db.start()) : Outcome.ofRun(db.blocking()::start)).get();
        assertThat(db.state()).isEqualTo(DbState.RUNNING);
    }

    private void stop() {
        switch (random.nextInt(3)) {
            case 0 -> Outcome.of(db.stop()).get();
            case 1 -> db.blocking().stop();
            default -> db.close();
        }
        assertThat(db.state()).isEqualTo(DbState.STOPPED);
        model.settle();
        settled();
        notRunning();
    }

    private void notRunning() {
        Outcome.of(db.add(new byte[] {1})).failedWith(NotRunningException.class);
        Outcome.ofCall(() -> db.blocking().read(new ItemLocation(0, 0, 1))).failedWith(NotRunningException.class);
        Outcome.of(db.flush()).failedWith(NotRunningException.class);
        Outcome.of(db.verify()).failedWith(NotRunningException.class);
        Outcome.of(db.stop()).get();
    }

    private void reopen(boolean withOtherSettings) {
        log.add("stop and start");
        stop();
        if (withOtherSettings) {
            build();
            itemsAddedBefore = model.itemsAdded();
            bytesAddedBefore = model.bytesAdded();
            model.limitFilesTo(config.maxFileSize());
        }
        start();
    }

    /** What is on the disk while nothing is buffered is the whole database, also for an opener that finds no clean stop. */
    private void openACopy() throws IOException {
        flush();
        log.add("open a copy");
        Path copy = directory.resolveSibling(directory.getFileName() + "-copy" + copies++);
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (AioDiskDb other = AioDiskDb.builder(copy)
                .filePadding(filePadding)
                .genesisBytes(genesis)
                .maxFiles(maxFiles)
                .maxFileSize(config.maxFileSize())
                .maxBufferSize(config.maxBufferSize())
                .sync(sync)
                .build()) {
            other.blocking().start();
            try (Stream<StoredItem> items = other.items()) {
                assertThat(items.toList()).as("items of the copy").isEqualTo(expectedItems(0, 0));
            }
            assertThat(other.blocking().verify().damages())
                    .as("damages of the copy")
                    .isEmpty();
            byte[] item = item(config.maxBufferSize());
            HistoryModel.Index current = model.index(model.current());
            if (current.end() + item.length <= config.maxFileSize()) {
                assertThat(other.blocking().addDurably(item))
                        .as("next location in the copy")
                        .isEqualTo(new ItemLocation(model.current(), current.end(), item.length));
            }
        }
    }

    private void destroy() throws IOException {
        log.add("destroy");
        stop();
        db.disableOverwrite();
        Outcome.ofRun(db::destroy).failedWith(OverwriteDisabledException.class);
        db.enableOverwrite();
        db.destroy();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("what a destroyed database leaves")
                    .contains(FOREIGN)
                    .noneMatch(name -> name.startsWith(config.filePrefix()) || name.startsWith(".tmp."));
        }
        model = new HistoryModel(maxFiles, config.maxFileSize());
        build();
        itemsAddedBefore = 0;
        bytesAddedBefore = 0;
        model.limitFilesTo(config.maxFileSize());
        start();
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
