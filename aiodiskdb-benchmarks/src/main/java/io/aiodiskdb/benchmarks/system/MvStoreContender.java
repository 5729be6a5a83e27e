package io.aiodiskdb.benchmarks.system;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/** The store of the H2 database. */
public final class MvStoreContender implements Contender {

    /** In its mode for one writer, a leaf is kept in memory until it has so many keys, however large their values are. */
    private static final int SMALL = 16 << 10;

    @Override
    public String name() {
        return "mvstore";
    }

    @Override
    public Set<Durability> durabilities() {
        return EnumSet.allOf(Durability.class);
    }

    @Override
    public String configuration(Durability durability) {
        String cache = "cache of 16 MiB (default), singleWriter for one writer of items below 16 KiB, ";
        return cache
                + switch (durability) {
                    case UNSYNCED -> "no retention of old chunks, auto-commit each second and at 16 MiB";
                    case SYNCED -> "auto-commit each second and at 16 MiB, sync() at the end";
                    case DURABLE -> "commit() and sync() for each operation: there is no group commit";
                };
    }

    @Override
    public String version() {
        return JarVersion.of(MVStore.class);
    }

    @Override
    public Store open(Path directory, Setup setup) {
        MVStore.Builder builder = new MVStore.Builder()
                .fileName(directory.resolve("mvstore.db").toString())
                .cacheSize(16);
        MVStore store = setup.durability() == Durability.DURABLE
                ? builder.autoCommitDisabled().open()
                : builder.autoCommitBufferSize(16 << 10).open();
        if (setup.durability() == Durability.UNSYNCED) {
            store.setRetentionTime(
                    0); // else it keeps old chunks for a while, lest a power cut finds new ones incomplete
        }
        boolean oneWriter = setup.writers() == 1 && setup.durability() != Durability.DURABLE;
        return new Open(store, oneWriter && setup.largestItem() < SMALL);
    }

    private static final class Open implements Store {

        private final MVStore store;
        private final MVMap<Long, byte[]> items;
        private final AtomicLong next;

        Open(MVStore store, boolean oneWriter) {
            this.store = store;
            MVMap.Builder<Long, byte[]> map = new MVMap.Builder<Long, byte[]>()
                    .keyType(LongDataType.INSTANCE)
                    .valueType(ByteArrayDataType.INSTANCE);
            this.items = store.openMap("items", oneWriter ? map.singleWriter() : map);
            this.next = new AtomicLong(items.sizeAsLong());
        }

        @Override
        public Writer writer() {
            return new Writer() {
                @Override
                public long append(byte[] item) {
                    long number = next.getAndIncrement();
                    items.append(number, item.clone()); // it keeps the array
                    return number;
                }

                @Override
                public long appendDurably(byte[] item) {
                    long number = next.getAndIncrement();
                    items.put(number, item.clone());
                    store.commit();
                    store.sync();
                    return number;
                }

                @Override
                public long commit(List<byte[]> group) {
                    long first = next.getAndAdd(group.size());
                    for (int i = 0; i < group.size(); i++) {
                        items.put(first + i, group.get(i).clone());
                    }
                    store.commit();
                    store.sync();
                    return first;
                }
            };
        }

        @Override
        public Reader reader() {
            return (handle, size) -> items.get(handle);
        }

        @Override
        public void awaitInFiles() {
            store.commit();
        }

        @Override
        public void sync() {
            store.commit();
            store.sync();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
