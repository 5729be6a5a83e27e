// The archive: search, pages, and rows that follow the events.

import { listDocuments } from './api.js';
import { announce, orNotice } from './announce.js';
import { documentRow } from './document-row.js';
import { arrange, byId, debounce, setText } from './dom.js';
import { number, plural } from './format.js';
import { latest } from './stages.js';

const PAGE_SIZE = 12;
const SEARCH_MILLIS = 250;
const RELOAD_MILLIS = 250;

export class Archive {
  #rows = new Map();
  #query = '';
  #page = 0;
  #total = 0;
  #loading;
  #reload;
  #onTotal;

  /** `onTotal` hears how many documents there are in all. */
  constructor(onTotal) {
    this.#onTotal = onTotal;
    const search = debounce(SEARCH_MILLIS, () => this.#search());
    byId('search').addEventListener('input', search);
    byId('search-form').addEventListener('submit', event => {
      event.preventDefault();
      this.#search();
    });
    byId('page-previous').addEventListener('click', () => this.#turnTo(this.#page - 1));
    byId('page-next').addEventListener('click', () => this.#turnTo(this.#page + 1));
    byId('archive-show-news').addEventListener('click', () => {
      this.#turnTo(0);
      byId('archive').focus();
    });
  }

  /** Follows a `document` event. */
  follow(doc) {
    if (doc.stage === 'received') {
      return;
    }
    const { stage, goneAt } = latest(doc.id, doc.stage, doc.goneAt);
    const shown = this.#rows.get(doc.id);
    shown?.update(stage, goneAt);
    if (stage === 'failed' || stage === 'gone') {
      this.reloadSoon();
    } else if (!shown && this.#page === 0) {
      this.reloadSoon();
    } else if (!shown) {
      byId('archive-news').hidden = false;
    }
  }

  /** Reloads once for many events; a steady stream of them does not put it off. */
  reloadSoon() {
    this.#reload ??= setTimeout(() => {
      this.#reload = undefined;
      this.load();
    }, RELOAD_MILLIS);
  }

  async load() {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    const asked = { query: this.#query, page: this.#page, size: PAGE_SIZE };
    const answer = await orNotice(() => listDocuments(asked, loading.signal));
    if (!answer || loading.signal.aborted) {
      return;
    }
    if (answer.documents.length === 0 && answer.total > 0 && this.#page > 0) {
      this.#page = Math.ceil(answer.total / PAGE_SIZE) - 1;
      this.load();
      return;
    }
    this.#show(answer);
  }

  #show({ documents, total }) {
    const rows = new Map();
    for (const doc of documents) {
      const { stage, goneAt } = latest(doc.id, doc.state, doc.goneAt);
      const before = this.#rows.get(doc.id);
      const shown = before?.located === Boolean(doc.location) ? before : documentRow(doc);
      shown.update(stage, goneAt);
      rows.set(doc.id, shown);
    }
    this.#rows = rows;
    this.#total = total;
    arrange(byId('document-rows'), [...rows.values()].map(({ row }) => row));
    byId('documents').hidden = documents.length === 0;
    byId('archive-empty').hidden = documents.length > 0;
    setText(byId('archive-empty-text'), this.#query
      ? `No document matches “${this.#query}”.`
      : 'Nothing is stored yet. Drop a file anywhere on this page and watch where its bytes go.');
    setText(byId('archive-total'), this.#query ? plural(total, 'match', 'matches') : number(total));
    this.#showPaging(documents.length);
    if (!this.#query) {
      this.#onTotal(total);
    }
  }

  #showPaging(shown) {
    const pages = Math.ceil(this.#total / PAGE_SIZE);
    const first = this.#page * PAGE_SIZE + 1;
    byId('paging').hidden = pages < 2;
    byId('page-previous').disabled = this.#page === 0;
    byId('page-next').disabled = this.#page >= pages - 1;
    setText(byId('page-position'), `${number(first)} to ${number(first + shown - 1)} of ${number(this.#total)}`);
    if (this.#page === 0) {
      byId('archive-news').hidden = true;
    }
  }

  async #search() {
    const query = byId('search').value.trim();
    if (query === this.#query) {
      return;
    }
    this.#query = query;
    this.#page = 0;
    await this.load();
    announce(query ? plural(this.#total, 'match', 'matches') : plural(this.#total, 'document'));
  }

  async #turnTo(page) {
    this.#page = Math.max(0, page);
    await this.load();
    byId('archive').scrollIntoView({ block: 'start' });
  }
}
