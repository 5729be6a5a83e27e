// The figures of the last two minutes, as rates, from counters that only rise (until the server starts anew).

const SPAN_MILLIS = 120_000;

export class Samples {
  #last;
  #points = [];

  /** Adds a `store` event; returns the newest point. */
  add(at, stats) {
    const now = { t: Date.parse(at), ...pick(stats) };
    const before = this.#last;
    this.#last = now;
    if (before && now.t <= before.t) {
      return this.newest;
    }
    const point = { t: now.t, buffered: now.bytesBuffered, added: null, written: null, fsync: null };
    if (before && now.bytesAdded >= before.bytesAdded && now.fsyncs >= before.fsyncs) {
      const seconds = (now.t - before.t) / 1000;
      point.added = (now.bytesAdded - before.bytesAdded) / seconds;
      point.written = Math.max(0, now.bytesWritten - before.bytesWritten) / seconds;
      const forced = now.fsyncs - before.fsyncs;
      point.fsync = forced > 0 ? (now.fsyncMillis - before.fsyncMillis) / forced : null;
    }
    this.#points = [...this.#points, point].filter(each => each.t >= now.t - SPAN_MILLIS);
    return point;
  }

  get newest() {
    return this.#points.at(-1);
  }

  /** One of the figures as points `{x: seconds before now, y}`. */
  series(name) {
    const end = this.newest?.t ?? 0;
    return this.#points.map(point => ({ x: (point.t - end) / 1000, y: point[name] }));
  }
}

const pick = ({ bytesAdded, bytesWritten, bytesBuffered, fsyncs, fsyncMillis }) =>
  ({ bytesAdded, bytesWritten, bytesBuffered, fsyncs, fsyncMillis });
