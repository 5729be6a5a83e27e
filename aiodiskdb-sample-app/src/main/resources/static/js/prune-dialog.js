// Pruning a data file: what would go is asked of the server first, and has to be confirmed by typing.

import { prune } from './api.js';
import { announce } from './announce.js';
import { byId, debounce, el, setText } from './dom.js';
import { drawBar, partsOf } from './file-bar.js';
import { bytes, exactBytes, number, plural } from './format.js';

const ASK_MILLIS = 250;

export class PruneDialog {
  #dialog = byId('prune');
  #position = byId('prune-position');
  #slider = byId('prune-slider');
  #word = byId('prune-word');
  #confirm = byId('prune-confirm');
  #file;
  #asked = 0;
  #outcome;

  constructor() {
    const ask = debounce(ASK_MILLIS, () => this.#ask());
    const changed = () => {
      this.#asked++; // an answer on its way is about another cut
      this.#outcome = undefined;
      this.#draw();
      ask();
    };
    for (const radio of document.querySelectorAll('input[name="cut"]')) {
      radio.addEventListener('change', changed);
    }
    this.#slider.addEventListener('input', () => {
      this.#position.value = this.#slider.value;
      changed();
    });
    this.#position.addEventListener('input', () => {
      this.#slider.value = this.#position.value;
      changed();
    });
    this.#word.addEventListener('input', () => this.#enable());
    this.#confirm.addEventListener('click', () => this.#prune());
    byId('prune-form').addEventListener('keydown', event => {
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
        event.preventDefault(); // it would press the form's first button, which is "Cancel"
        if (!this.#confirm.disabled) {
          this.#prune();
        }
      }
    });
  }

  open(file) {
    this.#file = file;
    this.#outcome = undefined;
    this.#word.value = '';
    setText(byId('prune-error'), '');
    setText(byId('prune-title'), `Prune data file ${file.index}`);
    setText(byId('prune-expected'), this.#expected);
    setText(byId('prune-range'), `From ${number(file.begin)} to ${number(file.end)}. A document that is cut is gone as a whole.`);
    for (const input of [this.#slider, this.#position]) {
      input.min = file.begin;
      input.max = file.end;
      input.value = Math.floor((file.begin + file.end) / 2);
    }
    document.querySelector('input[name="cut"][value="ltrim"]').checked = true;
    this.#draw();
    this.#dialog.showModal();
    this.#ask();
  }

  get #expected() {
    return `prune ${this.#file.index}`;
  }

  get #cut() {
    return document.querySelector('input[name="cut"]:checked').value;
  }

  get #cutAt() {
    return this.#position.value === '' ? NaN : Number(this.#position.value);
  }

  #draw() {
    const { begin, end } = this.#file;
    const cut = this.#cut;
    const at = Math.min(end, Math.max(begin, this.#cutAt || 0));
    byId('prune-position-field').hidden = cut === 'drop';
    const { trimmed } = partsOf(this.#file);
    const parts = cut === 'drop' ? { trimmed, doomed: end - begin }
      : cut === 'ltrim' ? { trimmed, doomed: at - begin, settled: end - at }
        : { trimmed, settled: at - begin, doomed: end - at };
    byId('prune-bar').replaceChildren();
    drawBar(byId('prune-bar'), parts, Math.max(1, end));
    this.#enable();
  }

  #enable() {
    this.#confirm.disabled = !this.#outcome || this.#word.value.trim() !== this.#expected;
  }

  async #ask() {
    const turn = ++this.#asked;
    const outcome = byId('prune-outcome');
    if (this.#cut !== 'drop' && !this.#position.checkValidity()) {
      outcome.replaceChildren(el('p', { class: 'error', textContent: this.#position.validationMessage }));
      return;
    }
    try {
      const answer = await prune(this.#file.index, this.#cut, this.#cutAt, true);
      if (turn === this.#asked) {
        this.#outcome = answer;
        outcome.replaceChildren(...told(answer));
      }
    } catch (error) {
      if (turn === this.#asked) {
        outcome.replaceChildren(el('p', { class: 'error', textContent: error.message }));
      }
    }
    this.#enable();
  }

  async #prune() {
    this.#confirm.disabled = true;
    setText(byId('prune-error'), '');
    try {
      const { bytes: size, documentCount } = await prune(this.#file.index, this.#cut, this.#cutAt, false);
      this.#dialog.close();
      byId('flush').focus(); // the button that opened the dialog may go away with its file
      announce(`Pruned ${bytes(size)}; ${plural(documentCount, 'document')} gone.`);
    } catch (error) {
      setText(byId('prune-error'), error.message);
      this.#enable();
    }
  }
}

function told({ bytes: size, documents, documentCount }) {
  const names = documents.map(({ name }) => el('li', { textContent: name }));
  const more = documentCount - names.length;
  return [
    el('p', {}, el('strong', { textContent: exactBytes(size) }), ' and ',
      el('strong', { textContent: plural(documentCount, 'document') }), ' would be gone.'),
    ...(names.length > 0 ? [el('ul', { tabIndex: 0, 'aria-label': 'Documents that would be gone' }, ...names)] : []),
    ...(more > 0 ? [el('p', { textContent: `and ${number(more)} more` })] : []),
  ];
}
