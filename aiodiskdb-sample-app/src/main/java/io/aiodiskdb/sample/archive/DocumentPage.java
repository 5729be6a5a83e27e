package io.aiodiskdb.sample.archive;

import java.util.List;

/**
 * A part of a list of documents.
 *
 * @param documents newest first
 * @param total how many the whole list has
 * @param page number of this part, from 0
 * @param size most documents of a part
 */
record DocumentPage(List<DocumentView> documents, long total, int page, int size) {}
