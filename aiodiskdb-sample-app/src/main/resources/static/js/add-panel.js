// The ways to hand documents over: choosing, dropping, made-up ones; and the two switches.

import { byId, setText } from './dom.js';
import { madeUpDocuments } from './uploads.js';

const HINTS = {
  durable: 'The answer comes when the bytes and their rows are safe: slower for one, and as safe as a committed transaction.',
  buffered: 'The answer comes at once. Until the event says “on disk”, a power cut would lose the document.',
};

const chosen = name => document.querySelector(`input[name="${name}"]:checked`).value;

const settings = () => ({ mode: chosen('mode'), batch: chosen('grouping') === 'batch' });

export function setUpAddPanel(uploads) {
  const input = byId('file-input');
  input.addEventListener('change', () => {
    uploads.add([...input.files], settings());
    input.value = ''; // so that the same file can be chosen again
  });
  byId('samples').addEventListener('click', async () => {
    const files = await madeUpDocuments();
    uploads.add(files, settings());
    input.focus();
  });
  for (const radio of document.querySelectorAll('input[name="mode"]')) {
    radio.addEventListener('change', showHint);
  }
  showHint();
  setUpDropping(files => uploads.add(files, settings()));
}

const showHint = () => setText(byId('mode-hint'), HINTS[chosen('mode')]);

function setUpDropping(onFiles) {
  const veil = byId('drop-veil');
  const carriesFiles = event => event.dataTransfer?.types.includes('Files') && !document.querySelector('dialog[open]');
  addEventListener('dragenter', event => {
    if (carriesFiles(event)) {
      event.preventDefault();
      veil.hidden = false;
    }
  });
  addEventListener('dragover', event => {
    if (carriesFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  });
  addEventListener('dragleave', event => {
    if (event.relatedTarget === null) { // out of the window, not from one element to another
      veil.hidden = true;
    }
  });
  addEventListener('drop', event => {
    veil.hidden = true;
    if (carriesFiles(event)) {
      event.preventDefault();
      onFiles(filesOf(event.dataTransfer));
    }
  });
}

/** A folder looks like a file that cannot be read, so it is left out. */
function filesOf(transfer) {
  return [...transfer.items]
    .filter(item => item.kind === 'file' && !item.webkitGetAsEntry?.()?.isDirectory)
    .map(item => item.getAsFile())
    .filter(file => file !== null);
}
