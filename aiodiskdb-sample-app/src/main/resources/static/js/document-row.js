// One document of the archive as a row of its table.

import { contentPath } from './api.js';
import { copyButton } from './copy.js';
import { el, icon, ICONS, setText } from './dom.js';
import { bytes, exactBytes, fullMoment, moment } from './format.js';
import { preview } from './preview.js';
import { STATE_LABELS } from './stages.js';

const HASH_SHOWN = 10;

const cell = (label, ...children) => el('td', { role: 'cell', 'data-label': label }, ...children);

/** Makes the row. `update` changes its state in place. */
export function documentRow(doc) {
  const name = el('span', { class: 'document-name', textContent: doc.name });
  const state = el('span', { class: 'badge' });
  const since = el('span', { class: 'since' });
  const actions = el('div', { class: 'row-actions' });
  const row = el('tr', { role: 'row', 'data-id': doc.id },
    el('th', { role: 'rowheader', scope: 'row', title: doc.name }, name, el('span', { class: 'media-type', textContent: doc.type })),
    cell('State', state, since),
    cell('Size', el('span', { title: exactBytes(doc.size), textContent: bytes(doc.size) })),
    cell('Stored', timeOf(doc.storedAt)),
    cell('Location', doc.location ? copyButton('location', doc.location) : '–'),
    cell('SHA-256', copyButton('SHA-256', doc.sha256, `${doc.sha256.slice(0, HASH_SHOWN)}…`)),
    cell('Actions', actions));
  return { row, located: Boolean(doc.location), update: (stage, goneAt) => update({ doc, row, state, since, actions }, stage, goneAt) };
}

const timeOf = instant => instant
  ? el('time', { datetime: instant, title: fullMoment(instant), textContent: moment(instant) })
  : '–';

function update({ doc, row, state, since, actions }, stage, goneAt) {
  if (row.dataset.state === stage) {
    return;
  }
  if (row.dataset.state) {
    row.dataset.changed = '';
  }
  row.dataset.state = stage;
  state.dataset.state = stage;
  setText(state, STATE_LABELS[stage] ?? stage);
  const gone = stage === 'gone';
  since.replaceChildren(...(gone && goneAt ? ['since ', timeOf(goneAt)] : []));
  if (gone || actions.childElementCount === 0) {
    actions.replaceChildren(...(gone ? [] : actionsFor(doc)));
  }
}

function actionsFor(doc) {
  const download = el('a', {
    class: 'button small', href: contentPath(doc.id), download: doc.name, 'aria-label': `Download ${doc.name}`, title: 'Download',
  }, icon(ICONS.download), el('span', { class: 'action-label', textContent: 'Download' }));
  if (!doc.previewable) {
    return [download];
  }
  const view = el('button', {
    type: 'button', class: 'button small', 'aria-label': `Preview ${doc.name}`, title: 'Preview', onclick: () => preview(doc),
  }, icon(ICONS.view), el('span', { class: 'action-label', textContent: 'Preview' }));
  return [view, download];
}
