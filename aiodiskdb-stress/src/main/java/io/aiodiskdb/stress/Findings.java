package io.aiodiskdb.stress;

import java.util.ArrayList;
import java.util.List;

/** What a check has found wrong: a bounded list, and the number of all. */
final class Findings {

    private static final int MOST_TEXTS = 100;

    private final List<String> texts = new ArrayList<>();
    private long count;

    void add(String text) {
        count++;
        if (texts.size() < MOST_TEXTS) {
            texts.add(text);
        }
    }

    long count() {
        return count;
    }

    List<String> texts() {
        return List.copyOf(texts);
    }
}
