package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** What a store holds, by the definition of the operations alone: the bytes of each index and the items that are whole. */
final class StoreContents {

    private final int maxFileSize;
    private final TreeMap<Integer, byte[]> bytes = new TreeMap<>();
    private final TreeMap<Integer, Integer> trims = new TreeMap<>();
    private final List<ItemLocation> items = new ArrayList<>();
    private int index;
    private int end;
    private int added;

    StoreContents(int maxFileSize) {
        this.maxFileSize = maxFileSize;
    }

    StoreContents copy() {
        StoreContents copy = new StoreContents(maxFileSize);
        copy.bytes.putAll(bytes);
        copy.trims.putAll(trims);
        copy.items.addAll(items);
        copy.index = index;
        copy.end = end;
        copy.added = added;
        return copy;
    }

    /** {@return the number of the newest index} */
    int newest() {
        return index;
    }

    /** {@return the position where the newest index ends} */
    int end() {
        return end;
    }

    /** {@return how many items were ever added to it, those included that have been pruned since} */
    int itemsEverAdded() {
        return added;
    }

    List<ItemLocation> items() {
        return items;
    }

    /** {@return the indices that have had items and have not been dropped, in ascending order} */
    List<Integer> indices() {
        return new ArrayList<>(bytes.keySet());
    }

    boolean has(int at) {
        return bytes.containsKey(at);
    }

    byte[] bytes(int at) {
        return bytes.getOrDefault(at, new byte[0]);
    }

    /** {@return the position where an index begins} */
    int begin(int at) {
        return trims.getOrDefault(at, 0);
    }

    int end(int at) {
        return begin(at) + bytes(at).length;
    }

    byte[] bytes(ItemLocation range) {
        int from = (int) range.position() - begin(range.index());
        return Arrays.copyOfRange(bytes(range.index()), from, from + (int) range.size());
    }

    ItemLocation add(byte[] data) {
        if (end + data.length > maxFileSize) {
            index++;
            end = 0;
        }
        byte[] old = bytes(index);
        byte[] joined = Arrays.copyOf(old, old.length + data.length);
        System.arraycopy(data, 0, joined, old.length, data.length);
        bytes.put(index, joined);
        ItemLocation location = new ItemLocation(index, end, data.length);
        items.add(location);
        end += data.length;
        added++;
        return location;
    }

    void rtrim(int at, int position) {
        bytes.put(at, Arrays.copyOf(bytes.get(at), position - begin(at)));
        items.removeIf(i -> i.index() == at && i.end() > position);
        if (at == index) {
            end = position;
        }
    }

    void ltrim(int at, int position) {
        byte[] old = bytes.get(at);
        bytes.put(at, Arrays.copyOfRange(old, position - begin(at), old.length));
        trims.put(at, position);
        items.removeIf(i -> i.index() == at && i.position() < position);
    }

    void drop(int at) {
        bytes.remove(at);
        trims.remove(at);
        items.removeIf(i -> i.index() == at);
        if (at == index) {
            index++;
            end = 0;
        }
    }

    /** Another program has appended to the newest index, or has begun further ones: items are not known there. */
    void extend(int at, byte[] all) {
        byte[] old = bytes(at);
        if (at < index || all.length < old.length || Arrays.mismatch(old, 0, old.length, all, 0, old.length) >= 0) {
            throw new IllegalArgumentException("index " + at + " is not longer, but another one");
        }
        bytes.put(at, all);
        index = at;
        end = begin(at) + all.length;
    }
}
