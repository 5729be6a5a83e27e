// The data files as bars, newest first, and not more of them than somebody can look at.

import { arrange, byId, el, setText } from './dom.js';
import { describe, drawBar, partsOf } from './file-bar.js';
import { bytes, number, plural } from './format.js';

const FIRST_SHOWN = 6;
const MORE_SHOWN = 20;
/** Below this share of the full width, bars are zoomed in on until the visitor says otherwise. */
const HARD_TO_SEE = 0.05;

export class FilesView {
  #files = [];
  #rows = new Map();
  #shown = FIRST_SHOWN;
  #maxFileSize = 1;
  #overwriteEnabled = false;
  #scaleChosen = false;
  #onPrune;

  /** `onPrune` is called with a file. */
  constructor(onPrune) {
    this.#onPrune = onPrune;
    byId('files-show-more').addEventListener('click', () => {
      this.#shown += MORE_SHOWN;
      this.#draw();
    });
    for (const radio of document.querySelectorAll('input[name="scale"]')) {
      radio.addEventListener('change', () => {
        this.#scaleChosen = true;
        this.#draw();
      });
    }
  }

  followStore({ maxFileSize, overwriteEnabled }) {
    if (maxFileSize !== this.#maxFileSize || overwriteEnabled !== this.#overwriteEnabled) {
      this.#maxFileSize = maxFileSize;
      this.#overwriteEnabled = overwriteEnabled;
      this.#draw();
    }
    setText(byId('prune-hint'), overwriteEnabled
      ? 'Pruning is on: its bytes cannot be brought back.'
      : 'Pruning is off. Start the application with --aiodiskdb.overwrite=true to try it.');
  }

  followFiles(files) {
    this.#files = [...files].sort((one, other) => other.index - one.index);
    this.#draw();
  }

  /** The bytes that were cut off on the left, in all files. */
  get trimmed() {
    return this.#files.reduce((sum, file) => sum + file.begin, 0);
  }

  #draw() {
    const largest = Math.max(1, ...this.#files.map(file => file.end));
    if (!this.#scaleChosen) {
      const zoom = largest / this.#maxFileSize < HARD_TO_SEE;
      document.querySelector(`input[name="scale"][value="${zoom ? 'zoom' : 'full'}"]`).checked = true;
    }
    const zoomed = document.querySelector('input[name="scale"]:checked').value === 'zoom';
    const scale = zoomed ? largest : this.#maxFileSize;
    const shown = this.#files.slice(0, this.#shown);
    const rows = new Map(shown.map(file => [file.index, this.#rows.get(file.index) ?? this.#newRow(file.index)]));
    this.#rows = rows;
    for (const file of shown) {
      this.#fill(rows.get(file.index), file, scale);
    }
    arrange(byId('files'), [...rows.values()].map(row => row.element));
    this.#summarize(this.#files.slice(this.#shown), zoomed, scale);
  }

  #newRow(index) {
    const figures = el('span', { class: 'file-figures' });
    const bar = el('div', { class: 'bar', role: 'img' });
    const prune = el('button', {
      type: 'button', class: 'button small', textContent: 'Prune…', 'aria-label': `Prune data file ${index}…`,
      'aria-describedby': 'prune-hint', onclick: () => this.#onPrune(this.#files.find(file => file.index === index)),
    });
    const element = el('li', { class: 'file', 'data-index': index },
      el('span', { class: 'file-name', textContent: `File ${number(index)}` }), figures, prune, bar);
    return { element, figures, bar, prune };
  }

  #fill({ figures, bar, prune }, file, scale) {
    const parts = partsOf(file);
    setText(figures, [
      bytes(parts.settled + parts.buffered),
      plural(file.documents, 'document'),
      file.gone > 0 ? `${number(file.gone)} gone` : undefined,
    ].filter(Boolean).join(' · '));
    drawBar(bar, parts, scale);
    const text = describe(file, this.#maxFileSize);
    if (bar.title !== text) {
      bar.title = text;
      bar.setAttribute('aria-label', text);
    }
    prune.disabled = !this.#overwriteEnabled || file.end === file.begin;
  }

  #summarize(hidden, zoomed, scale) {
    byId('files-show-more').hidden = hidden.length === 0;
    const older = hidden.length === 0 ? '' : `And ${plural(hidden.length, 'older file')} with `
      + `${bytes(hidden.reduce((sum, file) => sum + file.end - file.begin, 0))} and `
      + `${plural(hidden.reduce((sum, file) => sum + file.documents, 0), 'document')}. `;
    setText(byId('files-summary'), `${older}The width of a bar is ${bytes(scale)}${
      zoomed ? `; a file holds up to ${bytes(this.#maxFileSize)}` : ', the most that a file holds'}.`);
  }
}
