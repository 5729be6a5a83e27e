// Looking at a document without executing anything of it.

import { contentPath, previewText } from './api.js';
import { byId, el, setText } from './dom.js';
import { bytes } from './format.js';

const TEXT_LIMIT = 256 * 1024;

let current = 0;

/** Opens the dialog for a document that is `previewable`: an image as such, a text as its characters. */
export async function preview(doc) {
  const body = byId('preview-body');
  const turn = ++current;
  setText(byId('preview-title'), doc.name);
  setText(byId('preview-note'), `${doc.type}, ${bytes(doc.size)}`);
  body.replaceChildren(el('p', { class: 'hint', textContent: 'Loading…' }));
  byId('preview').showModal();
  if (doc.previewable === 'image') {
    showImage(doc, body);
    return;
  }
  try {
    const { text, whole } = await previewText(doc.id, doc.size, TEXT_LIMIT);
    if (turn === current) {
      body.replaceChildren(el('pre', { textContent: text }));
      body.scrollTop = 0;
      if (!whole) {
        setText(byId('preview-note'), `${doc.type}: the first ${bytes(TEXT_LIMIT)} of ${bytes(doc.size)}`);
      }
    }
  } catch (error) {
    if (turn === current) {
      body.replaceChildren(el('p', { class: 'error', textContent: error.message }));
    }
  }
}

function showImage(doc, body) {
  const image = el('img', { alt: doc.name, src: `${contentPath(doc.id)}?inline=true` });
  image.addEventListener('error', () => image.replaceWith(
    el('p', { class: 'error', textContent: 'This is no image that can be shown.' })));
  body.replaceChildren(image);
}

export function setUpPreview() {
  byId('preview').addEventListener('close', () => {
    current++;
    byId('preview-body').replaceChildren();
  });
}
