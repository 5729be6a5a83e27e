// Sending documents: a queue of requests, and a list of where each file is.

import { getDocument, upload } from './api.js';
import { announce, announceDocument } from './announce.js';
import { byId, el } from './dom.js';
import { bytes, plural } from './format.js';
import { UploadItem } from './upload-item.js';

const MOST_REQUESTS = 3;
const MOST_FINISHED = 100;
/** So many fit without scrolling. */
const FEW = 3;

export class Uploads {
  #items = [];
  #queue = [];
  #running = 0;
  #largest = Infinity;

  constructor() {
    byId('clear-uploads').addEventListener('click', () => {
      this.#drop(item => item.finished);
      byId('file-input').focus();
    });
  }

  /** The most bytes that the server takes as one document. */
  set largest(size) {
    this.#largest = size;
  }

  /** Queues files: `batch` is one request that is stored wholly or not at all, else each is one of its own. */
  add(files, { mode, batch }) {
    const groups = batch ? [files] : files.map(file => [file]);
    for (const group of groups.filter(each => each.length > 0)) {
      const job = { mode, batch: batch && group.length > 1, items: [], abort: undefined, cancelled: false };
      job.items = group.map(file => new UploadItem(file, () => this.#cancel(job)));
      this.#items.unshift(...job.items);
      byId('uploads').prepend(...job.items.map(item => item.element));
      this.#queue.push(job);
    }
    this.#tidy();
    this.#next();
  }

  /** Follows a `document` event. */
  follow(doc) {
    const item = this.#items.find(each => each.id === doc.id)
      // The first events can come before the answer, which is what tells the id: until then name and size have to do.
      ?? this.#items.findLast(each => each.id === undefined && each.stage === 'sending'
        && each.file.name === doc.name && each.file.size === doc.size);
    if (!item) {
      return;
    }
    item.id ??= doc.id;
    this.#advance(item, doc.stage, doc.elapsedMillis, doc.reason);
  }

  /** After a lost connection: asks about each document that was not known to be on disk. */
  async reconcile() {
    for (const item of this.#items.filter(each => each.id !== undefined && !each.finished)) {
      try {
        const doc = await getDocument(item.id);
        this.#advance(item, doc.state);
      } catch (error) {
        if (error.status === 404) {
          item.fail('Lost: it was in memory only when the server stopped.', 'lost');
        }
      }
    }
    this.#tidy();
  }

  #advance(item, stage, elapsedMillis, reason) {
    if (stage === 'failed') {
      item.fail(reason ?? 'The store could not keep it.');
    } else if (item.reached(stage, elapsedMillis) && stage !== 'received') {
      announceDocument(item.file.name, stage === 'on-disk' ? 'on disk' : stage === 'gone' ? 'gone' : 'in memory');
    }
    this.#tidy();
  }

  #next() {
    while (this.#running < MOST_REQUESTS && this.#queue.length > 0) {
      this.#running++;
      this.#send(this.#queue.shift()).finally(() => {
        this.#running--;
        this.#tidy();
        this.#next();
      });
    }
  }

  async #send(job) {
    if (job.cancelled) {
      return;
    }
    const tooLarge = job.items.find(item => item.file.size > this.#largest);
    if (tooLarge) {
      this.#fail(job, `“${tooLarge.file.name}” has ${bytes(tooLarge.file.size)}, at most ${bytes(this.#largest)} are allowed.`,
        tooLarge);
      return;
    }
    const request = upload(job.items.map(item => item.file), job.mode, (loaded, total) => spread(job.items, loaded, total));
    job.abort = request.abort;
    job.items.forEach(item => item.sent(0));
    try {
      const documents = await request.answer;
      documents.forEach((doc, number) => {
        const item = job.items[number];
        item.id = doc.id;
        this.#advance(item, doc.state);
      });
    } catch (error) {
      // Only the text names the bad part; a name that is part of another one's must not take the blame for it.
      const named = job.items.filter(item => error.message.includes(item.file.name))
        .sort((one, other) => other.file.name.length - one.file.name.length);
      this.#fail(job, error.message, named[0]);
    }
  }

  #fail(job, message, guilty) {
    // What has got into the store goes on from there: of several in write-behind, some can be stored and others not.
    for (const item of job.items.filter(each => !each.stored)) {
      item.fail(job.batch && guilty && item !== guilty
        ? `Not stored, because of “${guilty.file.name}”: all or nothing.`
        : message);
    }
    announce(job.batch
      ? `Nothing of the ${plural(job.items.length, 'document')} was stored. ${message}`
      : `${job.items[0].file.name} was not stored. ${message}`);
  }

  #cancel(job) {
    job.cancelled = true;
    job.abort?.();
    job.items.forEach(item => item.fail('Cancelled.'));
    this.#queue = this.#queue.filter(each => each !== job);
    this.#tidy();
  }

  #drop(unwanted) {
    this.#items.filter(unwanted).forEach(item => item.element.remove());
    this.#items = this.#items.filter(item => !unwanted(item));
    this.#tidy();
  }

  #tidy() {
    const done = this.#items.filter(item => item.stage === 'on-disk');
    if (done.length > MOST_FINISHED) {
      const old = new Set(done.slice(MOST_FINISHED));
      old.forEach(item => item.element.remove());
      this.#items = this.#items.filter(item => !old.has(item));
    }
    byId('uploads').tabIndex = this.#items.length > FEW ? 0 : -1; // what scrolls must be reachable by keyboard
    byId('uploads-empty').hidden = this.#items.length > 0;
    byId('clear-uploads').hidden = !this.#items.some(item => item.finished);
  }
}

/** The parts of a request are sent in order, so the bytes that went out belong to the first files. */
function spread(items, loaded, total) {
  const content = items.reduce((sum, item) => sum + item.file.size, 0);
  let left = total > 0 ? loaded / total * content : 0;
  for (const item of items) {
    item.sent(item.file.size > 0 ? Math.min(1, left / item.file.size) : 1);
    left = Math.max(0, left - item.file.size);
  }
}

/** Three documents for somebody who has no file at hand. */
export async function madeUpDocuments() {
  const stamp = new Date().toISOString();
  const canvas = el('canvas', { width: 640, height: 400 });
  const context = canvas.getContext('2d');
  for (let x = 0; x < 16; x++) {
    for (let y = 0; y < 10; y++) {
      context.fillStyle = `hsl(${150 + Math.random() * 60} ${40 + Math.random() * 40}% ${30 + y * 5}%)`;
      context.fillRect(x * 40, y * 40, 40, 40);
    }
  }
  const image = await new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
  const readings = Array.from({ length: 2000 }, (_, row) => `${row},${(20 + 5 * Math.sin(row / 60)).toFixed(3)}`);
  return [
    new File([`A note, written on ${stamp}.\n\nIts bytes are never changed.\n`], 'note.txt', { type: 'text/plain' }),
    new File([`second,celsius\n${readings.join('\n')}\n`], 'temperatures.csv', { type: 'text/csv' }),
    new File([image], 'mosaic.png', { type: 'image/png' }),
  ];
}
