package io.aiodiskdb.stress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a check has found.
 *
 * @param log how much the log tells of
 * @param indices data files
 * @param items items that were read and compared
 * @param unlogged those of them that the log does not know: the load was killed before it could note them
 * @param bytes their bytes
 * @param unreadable items of files damaged on purpose that the store reports as damaged
 * @param findings what is wrong
 */
record CheckResult(
        LedgerFigures log, int indices, long items, long unlogged, long bytes, long unreadable, Findings findings) {

    boolean isGood() {
        return findings.count() == 0;
    }

    private Map<String, Long> numbers() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("sessions", log.sessions);
        numbers.put("closed", log.closed);
        numbers.put("added", log.added);
        numbers.put("addedDurably", log.addedDurably);
        numbers.put("transactions", log.committed);
        numbers.put("transactionItems", log.committedItems);
        numbers.put("refused", log.failed);
        numbers.put("prunings", log.prunings);
        numbers.put("rolledBack", log.rolledBack);
        numbers.put("required", log.live);
        numbers.put("indices", (long) indices);
        numbers.put("items", items);
        numbers.put("unlogged", unlogged);
        numbers.put("bytes", bytes);
        numbers.put("unreadable", unreadable);
        numbers.put("lost", log.lost);
        numbers.put("violations", findings.count());
        return numbers;
    }

    /** {@return one line of JSON} */
    String json() {
        String numbers = numbers().entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(","));
        String texts =
                findings.texts().stream().map(text -> '"' + escape(text) + '"').collect(Collectors.joining(","));
        return "{\"ok\":" + isGood() + "," + numbers + ",\"findings\":[" + texts + "]}";
    }

    /** {@return a few lines for people} */
    String text() {
        String numbers = numbers().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
        String texts = findings.texts().stream().map(text -> "\n  " + text).collect(Collectors.joining());
        return (isGood() ? "CHECK OK " : "CHECK FAILED ") + numbers + texts;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else {
                escaped.append(c < ' ' ? ' ' : (char) c);
            }
        });
        return escaped.toString();
    }
}
