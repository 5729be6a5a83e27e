// What is said aloud by screen readers, and shown as notices.

import { byId, el } from './dom.js';
import { number } from './format.js';

const GATHER_MILLIS = 600;
const MOST_NOTICES = 4;

let waiting = [];
let counts = new Map();
let timer;

/** Says a sentence politely. */
export function announce(text) {
  waiting.push(text);
  schedule();
}

/** Says that a document got somewhere; many at once become one sentence. */
export function announceDocument(name, what) {
  const entry = counts.get(what) ?? { count: 0, name };
  entry.count++;
  counts.set(what, entry);
  schedule();
}

function schedule() {
  timer ??= setTimeout(speak, GATHER_MILLIS);
}

function speak() {
  timer = undefined;
  for (const [what, { count, name }] of counts) {
    waiting.push(count === 1 ? `${name} is ${what}.` : `${number(count)} documents are ${what}.`);
  }
  byId('announcements').textContent = waiting.slice(-3).join(' ');
  waiting = [];
  counts = new Map();
}

/** Shows an error until it is closed. */
export function notice(text) {
  const list = byId('notices');
  if ([...list.children].some(child => child.firstChild.textContent === text)) {
    return;
  }
  const entry = el('div', { class: 'notice' }, el('p', { textContent: text }));
  entry.append(el('button', {
    type: 'button', class: 'button small', textContent: 'Close', onclick: () => entry.remove(),
  }));
  list.append(entry);
  while (list.children.length > MOST_NOTICES) {
    list.firstElementChild.remove();
  }
}

/** Runs an action and shows its failure as a notice. */
export async function orNotice(action) {
  try {
    return await action();
  } catch (error) {
    if (error.name !== 'AbortError') {
      notice(error.message);
    }
    return undefined;
  }
}
