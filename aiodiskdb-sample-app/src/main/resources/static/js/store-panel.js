// What the store says of itself: its state, its figures, and the buttons that make it work.

import { flush } from './api.js';
import { announce, orNotice } from './announce.js';
import { byId, el, setText } from './dom.js';
import { bytes, clock, millis, number, plural } from './format.js';

const TONES = { RUNNING: 'good', FAILED: 'bad' };

const timed = (count, sum) => count > 0 ? `${number(count)}, ${millis(sum / count)} each` : '0';

/** Label, and what stands beside it. */
const FIGURES = [
  ['Added', stats => `${plural(stats.itemsAdded, 'item')}, ${bytes(stats.bytesAdded)}`],
  ['Written', stats => `${plural(stats.itemsWritten, 'item')}, ${bytes(stats.bytesWritten)}`],
  ['Read', stats => `${plural(stats.itemsRead, 'item')}, ${bytes(stats.bytesRead)}`],
  ['Adds that wait for room', stats => number(stats.waitingAdds)],
  ['Flushes', stats => timed(stats.flushes, stats.flushMillis)],
  ['Transactions', stats => timed(stats.commits, stats.commitMillis)],
  ['fsyncs', stats => timed(stats.fsyncs, stats.fsyncMillis)],
  ['Last flush', stats => stats.lastFlush ? clock(stats.lastFlush) : '–'],
  ['Room left', (stats, store) => bytes(Math.min(stats.capacityLeft, store.freeSpace))],
  ['Failures', stats => number(stats.failures)],
];

export class StorePanel {
  #figures = new Map();

  constructor() {
    for (const [label] of FIGURES) {
      const value = el('dd', { textContent: '–' });
      this.#figures.set(label, value);
      byId('figures').append(el('div', {}, el('dt', { textContent: label }), value));
    }
    const button = byId('flush');
    button.addEventListener('click', () => orNotice(async () => {
      if (button.getAttribute('aria-busy') === 'true') {
        return;
      }
      button.setAttribute('aria-busy', 'true'); // not `disabled`, which would take the focus away
      try {
        await flush();
        announce('Flushed: all that was added before is on disk.');
      } finally {
        button.removeAttribute('aria-busy');
      }
    }));
  }

  follow(store) {
    const { stats } = store;
    const state = String(store.state).toUpperCase();
    const pill = byId('store-state');
    setText(pill, `store: ${state.toLowerCase()}`);
    pill.dataset.tone = TONES[state] ?? 'quiet';
    this.#showTrouble(store, state);
    setText(byId('upload-limit'), `, up to ${bytes(store.maxUploadSize)} each`);
    setText(byId('flush-hint'), `Without a flush, what is buffered goes to the disk after ${millis(store.flushInterval)
    } at the latest, or when the buffer of ${bytes(store.maxBufferSize)} is full.`);
    setText(byId('figure-buffered'), bytes(stats.bytesBuffered));
    setText(byId('figure-buffered-note'), stats.itemsBuffered > 0 ? `in ${plural(stats.itemsBuffered, 'item')}, waiting` : 'waiting');
    setText(byId('figure-disk'), bytes(stats.bytesOnDisk));
    setText(byId('figure-disk-note'), `in ${plural(stats.files, 'data file')}`);
    document.querySelector('.step[data-stage="in-memory"]').toggleAttribute('data-active', stats.bytesBuffered > 0);
    for (const [label, text] of FIGURES) {
      setText(this.#figures.get(label), text(stats, store));
    }
  }

  #showTrouble(store, state) {
    const trouble = byId('store-trouble');
    const texts = [];
    if (state === 'FAILED') {
      texts.push('The store has failed: reads go on, nothing can be added. Restart the application; it recovers by itself.');
    }
    if (store.durability === 'never') {
      texts.push('This store does not force its files to the disk (aiodiskdb.sync=never): “on disk” means handed to the operating system.');
    }
    trouble.hidden = texts.length === 0;
    setText(trouble, texts.join(' '));
  }
}
