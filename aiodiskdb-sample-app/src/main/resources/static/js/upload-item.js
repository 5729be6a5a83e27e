// One file on its way: how much has been sent, and which stage it has reached.

import { el, setText } from './dom.js';
import { bytes, millis } from './format.js';
import { rank } from './stages.js';

const STEPS = [['received', 'sent'], ['in-memory', 'in memory'], ['on-disk', 'on disk']];

export class UploadItem {
  id;
  stage = 'queued';
  #bar;
  #note;
  #cancel;
  #steps = new Map();

  constructor(file, onCancel) {
    this.file = file;
    this.#bar = el('progress', { max: 1, value: 0, 'aria-label': `Sent of ${file.name}` });
    this.#note = el('p', { class: 'upload-note', textContent: 'waiting' });
    this.#cancel = el('button', {
      type: 'button', class: 'link-button', textContent: 'Cancel', 'aria-label': `Cancel ${file.name}`, onclick: onCancel,
    });
    const track = el('ol', { class: 'track' });
    for (const [stage, label] of STEPS) {
      const time = el('span', { class: 'step-time' });
      const step = el('li', { 'data-step': stage }, el('span', { textContent: label }), time);
      this.#steps.set(stage, { step, time });
      track.append(step);
    }
    this.element = el('li', { class: 'upload', 'data-stage': 'queued' },
      el('div', { class: 'upload-head' },
        el('span', { class: 'upload-name', title: file.name, textContent: file.name }),
        el('span', { class: 'upload-size', textContent: bytes(file.size) }),
        this.#cancel),
      this.#bar, track, this.#note);
  }

  /** Whether nothing more will happen to it. */
  get finished() {
    return ['on-disk', 'failed', 'lost', 'gone'].includes(this.stage);
  }

  /** Whether the store has it. */
  get stored() {
    return rank(this.stage) >= rank('in-memory') && this.stage !== 'failed';
  }

  sent(fraction) {
    if (this.stage === 'queued' || this.stage === 'sending') {
      this.#become('sending');
      this.#bar.value = fraction;
      setText(this.#note, fraction < 1 ? `${Math.round(fraction * 100)} %` : 'sent; the server is at work');
    }
  }

  /** Goes to a stage that the server has told of; returns whether that is news. */
  reached(stage, elapsedMillis) {
    const entry = this.#steps.get(stage);
    if (entry && elapsedMillis !== undefined) { // also when the answer, which does not tell it, came before the event
      setText(entry.time, ` ${millis(elapsedMillis)}`);
    }
    if (this.finished || rank(stage) <= rank(this.stage)) {
      return false;
    }
    this.#become(stage);
    this.#bar.value = 1;
    for (const [name, { step }] of this.#steps) {
      step.toggleAttribute('data-done', rank(name) <= rank(stage));
    }
    setText(this.#note, stage === 'in-memory' ? 'Can be read now. Not on the disk yet.' : '');
    return true;
  }

  fail(message, stage = 'failed') {
    if (!this.finished) {
      this.#become(stage);
      setText(this.#note, message);
    }
  }

  #become(stage) {
    this.stage = stage;
    this.element.dataset.stage = stage;
    this.#cancel.hidden = stage !== 'queued' && stage !== 'sending';
  }
}
