// Buttons that copy a value.

import { announce } from './announce.js';
import { el, icon, ICONS } from './dom.js';

const SHOWN_MILLIS = 1500;

/** A button with the value on it (or its begin) that copies all of it. */
export function copyButton(what, value, shown = value) {
  const button = el('button', {
    type: 'button', class: 'copy', title: `Copy ${value}`, 'aria-label': `Copy the ${what} ${value}`,
  }, el('code', { textContent: shown }), icon(ICONS.copy));
  button.addEventListener('click', () => copy(button, what, value));
  return button;
}

async function copy(button, what, value) {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    // Without HTTPS, or without the permission, there is no clipboard: selected text can still be copied by hand.
    getSelection().selectAllChildren(button.querySelector('code'));
    announce(`The ${what} could not be copied. It is ${value}`);
    return;
  }
  announce(`Copied the ${what}`);
  const before = button.lastChild;
  const done = icon(ICONS.done);
  before.replaceWith(done);
  button.dataset.copied = '';
  setTimeout(() => {
    done.replaceWith(before);
    delete button.dataset.copied;
  }, SHOWN_MILLIS);
}
