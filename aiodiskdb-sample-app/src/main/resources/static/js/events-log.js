// The store's events as lines, newest first.

import { byId, el } from './dom.js';
import { clock } from './format.js';

const MOST = 60;

export function logEvent({ kind, at, text }) {
  const list = byId('events');
  byId('events-empty').hidden = true;
  list.prepend(el('li', { 'data-kind': kind },
    el('time', { datetime: at, textContent: clock(at) }),
    el('span', { class: 'kind', textContent: String(kind).replace('-', ' ') }),
    el('span', { class: 'event-text', textContent: text })));
  while (list.children.length > MOST) {
    list.lastElementChild.remove();
  }
}
