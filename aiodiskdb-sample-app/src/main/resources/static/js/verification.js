// The verification: a button, a progress bar, and what was found.

import { verify } from './api.js';
import { notice } from './announce.js';
import { byId, el, setText } from './dom.js';
import { bytes, number, plural } from './format.js';

export class Verification {
  #button = byId('verify');

  constructor() {
    this.#button.addEventListener('click', () => this.#start());
  }

  /** Follows a `verification` event. */
  follow(event) {
    byId('verification').hidden = false;
    const running = event.running;
    this.#busy(running);
    byId('verification').dataset.state = running ? 'running' : event.intact ? 'intact' : 'damaged';
    byId('verification-progress').hidden = !running;
    if (running) {
      this.#progress(event.done, event.total);
    } else {
      this.#result(event);
    }
  }

  /** The server that ran it is gone, and so is its result. */
  forget() {
    if (this.#button.getAttribute('aria-busy') === 'true') {
      byId('verification').hidden = true;
      this.#busy(false);
    }
  }

  async #start() {
    if (this.#button.getAttribute('aria-busy') === 'true') {
      return;
    }
    this.follow({ running: true, done: 0, total: 0 });
    try {
      await verify();
    } catch (error) {
      if (error.status !== 409) { // 409: another visitor has started one, whose events come here as well
        this.forget();
      }
      notice(error.message);
    }
  }

  #busy(running) {
    if (running) {
      this.#button.setAttribute('aria-busy', 'true');
    } else {
      this.#button.removeAttribute('aria-busy');
    }
  }

  #progress(done, total) {
    const bar = byId('verification-progress');
    bar.max = Math.max(1, total);
    bar.value = done;
    setText(byId('verification-label'), `Reading and checking: ${bytes(done)} of ${bytes(total)}`);
    byId('verification-result').replaceChildren();
  }

  #result({ intact, items, bytes: size, damages = [], damageCount = 0, failure }) {
    setText(byId('verification-label'), 'Verification');
    if (failure) {
      byId('verification-result').replaceChildren(el('p', { class: 'error', textContent: failure }));
      return;
    }
    const read = `${plural(items, 'item')} with ${bytes(size)}`;
    byId('verification-result').replaceChildren(
      el('p', {
        textContent: intact ? `Intact: ${read} match their checksums.` : `${plural(damageCount, 'damage')} in ${read}:`,
      }),
      ...(intact ? [] : [el('ul', {}, ...damages.map(damage => el('li', { textContent: textOf(damage) })))]),
      ...(damageCount > damages.length ? [el('p', { textContent: `and ${number(damageCount - damages.length)} more` })] : []));
  }
}

const textOf = damage => typeof damage === 'string' ? damage : Object.entries(damage).map(([key, value]) => `${key}: ${value}`).join(', ');
