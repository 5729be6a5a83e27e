// The server-sent events, with a connection that comes back by itself.

const EVENTS = ['store', 'files', 'document', 'archive', 'event', 'verification'];
/** The server sends `store` once a second; this long without it means that the connection is dead. */
const SILENCE_MILLIS = 8000;
const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 4000;

/** Dispatches the events of that list, and `connection` ("open", "lost"), all with `detail`. */
export class Live extends EventTarget {
  #url;
  #source;
  #retry = FIRST_RETRY_MILLIS;
  #silence;
  #state;

  constructor(url) {
    super();
    this.#url = url;
  }

  connect() {
    const source = new EventSource(this.#url);
    this.#source = source;
    for (const name of EVENTS) {
      source.addEventListener(name, event => this.#received(name, event.data));
    }
    // EventSource's own retry gives up at an error status, and its delays differ: so each attempt is a new one.
    source.addEventListener('error', () => this.#lost(source));
    this.#watch();
  }

  #received(name, data) {
    this.#watch();
    this.#retry = FIRST_RETRY_MILLIS;
    this.#become('open');
    this.dispatchEvent(new CustomEvent(name, { detail: JSON.parse(data) }));
  }

  #lost(source) {
    if (source !== this.#source) {
      return;
    }
    this.#source = undefined;
    source.close();
    clearTimeout(this.#silence);
    this.#become('lost');
    setTimeout(() => this.connect(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MILLIS);
  }

  #watch() {
    clearTimeout(this.#silence);
    const source = this.#source;
    this.#silence = setTimeout(() => this.#lost(source), SILENCE_MILLIS);
  }

  #become(state) {
    if (state !== this.#state) {
      this.#state = state;
      this.dispatchEvent(new CustomEvent('connection', { detail: state }));
    }
  }
}
