package io.aiodiskdb;

import io.aiodiskdb.model.ItemLocation;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database that the Python library wrote, and what its manifest says of it.
 *
 * @param name which one
 * @param manifest the text of the manifest
 */
record PythonFixture(String name, String manifest) {

    private static final Pattern ITEM =
            Pattern.compile("\"index\": (\\d+),\\s*\"position\": (\\d+),\\s*\"size\": (\\d+),"
                    + "\\s*\"sha256\": \"([0-9a-f]{64})\",\\s*\"serialized\": \"([0-9a-f]{24})\"");

    /**
     * An item of a manifest.
     *
     * @param location where it is, or was
     * @param sha256 of its bytes
     * @param serialized the location as the Python library serializes it
     */
    record Item(ItemLocation location, String sha256, String serialized) {}

    static PythonFixture of(String name) {
        return new PythonFixture(
                name,
                new String(DatabaseTest.contents(folder(name).resolve("manifest.json")), StandardCharsets.US_ASCII));
    }

    private static Path folder(String name) {
        try {
            return Path.of(PythonFixture.class
                            .getResource("/python/" + name + "/manifest.json")
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return the directory of the database, not to be changed} */
    Path files() {
        return folder(name).resolve("db");
    }

    List<Item> items() {
        return itemsOf("items");
    }

    /** {@return what was pruned} */
    List<Item> gone() {
        return itemsOf("gone");
    }

    private List<Item> itemsOf(String field) {
        int start = manifest.indexOf("\"" + field + "\": [");
        List<Item> items = new ArrayList<>();
        if (start >= 0) {
            Matcher matcher = ITEM.matcher(manifest.substring(start, manifest.indexOf(']', start)));
            while (matcher.find()) {
                items.add(new Item(
                        new ItemLocation(
                                Integer.parseInt(matcher.group(1)),
                                Long.parseLong(matcher.group(2)),
                                Long.parseLong(matcher.group(3))),
                        matcher.group(4),
                        matcher.group(5)));
            }
        }
        return items;
    }

    /** {@return names and lengths} */
    Map<String, Long> lengths(String field) {
        Matcher object = Pattern.compile("\"" + field + "\": \\{([^}]*)}").matcher(manifest);
        Map<String, Long> lengths = new TreeMap<>();
        if (object.find()) {
            Matcher entry = Pattern.compile("\"([^\"]+)\": (\\d+)").matcher(object.group(1));
            while (entry.find()) {
                lengths.put(entry.group(1), Long.parseLong(entry.group(2)));
            }
        }
        return lengths;
    }

    /** {@return the settings that it was written with} */
    AioDiskDbBuilder settings(Path directory) {
        return AioDiskDb.builder(directory)
                .maxFileSize(bytes("max_file_size_mib"))
                .maxBufferSize((int) bytes("max_buffer_size_mib"))
                .filePrefix(setting("file_prefix"))
                .filePadding(Integer.parseInt(setting("file_padding")))
                .genesisBytes(HexFormat.of().parseHex(setting("genesis_bytes")))
                .overwrite(true);
    }

    private long bytes(String mebibytes) {
        return Math.round(Double.parseDouble(setting(mebibytes)) * (1 << 20));
    }

    private String setting(String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": \"?([^\",}\\s]+)").matcher(manifest);
        if (!matcher.find()) {
            throw new IllegalStateException("the manifest of " + name + " has no " + key);
        }
        return matcher.group(1);
    }

    @Override
    public String toString() {
        return name;
    }
}
