// The server's HTTP interface.

/** An answer that is an error, with a message for people. */
export class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const UNREACHABLE = 'The server could not be reached.';

function toProblem(status, body) {
  let answer;
  try {
    answer = JSON.parse(body);
  } catch {
    answer = undefined;
  }
  const message = answer?.detail || answer?.title;
  return new Problem(status, message ? String(message) : `The server answered with status ${status}.`);
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Problem(0, UNREACHABLE);
  }
  if (!response.ok) {
    throw toProblem(response.status, await response.text().catch(() => ''));
  }
  return response;
}

const json = async (path, options) => (await call(path, options)).json();

const post = (path, body) => call(path, {
  method: 'POST',
  ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
});

export const contentPath = id => `documents/${encodeURIComponent(id)}/content`;

export const listDocuments = ({ query, page, size }, signal) =>
  json(`documents?${new URLSearchParams({ query, page, size })}`, { signal });

export const getDocument = id => json(`documents/${encodeURIComponent(id)}`);

export const getStore = () => json('store');

export const flush = () => post('store/flush');

export const verify = () => post('store/verify');

/** The begin of a document as text, and whether that is all of it. */
export async function previewText(id, size, limit) {
  const response = await call(`${contentPath(id)}?inline=true`, { headers: { Range: `bytes=0-${limit - 1}` } });
  const buffer = await response.arrayBuffer();
  return { text: new TextDecoder().decode(buffer.slice(0, limit)), whole: size <= limit };
}

/** Cuts off bytes (`ltrim`, `rtrim`) or drops a file; with `dryRun` it only says what would go. */
export async function prune(index, cut, position, dryRun) {
  const path = `store/files/${index}${cut === 'drop' ? '' : `/${cut}`}?dryRun=${dryRun}`;
  const response = cut === 'drop' ? await call(path, { method: 'DELETE' }) : await post(path, { position });
  return response.json();
}

/**
 * Sends files as one request. `fetch` does not tell how much it has sent, so this is an XMLHttpRequest.
 * Returns `{ answer: Promise<documents>, abort() }`.
 */
export function upload(files, mode, onSent) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve, reject) => {
    request.open('POST', `documents?mode=${encodeURIComponent(mode)}`);
    request.upload.addEventListener('progress', event => onSent(event.loaded, event.total));
    request.addEventListener('load', () => {
      if (request.status < 200 || request.status > 299) {
        reject(toProblem(request.status, request.responseText));
        return;
      }
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        reject(new Problem(request.status, 'The server answered with something that is no JSON.'));
      }
    });
    request.addEventListener('error', () => reject(new Problem(0, 'The connection broke while sending. The archive shows whether it was stored.')));
    request.addEventListener('abort', () => reject(new Problem(0, 'Cancelled.')));
    const form = new FormData();
    for (const file of files) {
      form.append('files', file, file.name);
    }
    request.send(form);
  });
  return { answer, abort: () => request.abort() };
}
