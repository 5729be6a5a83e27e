// How numbers, sizes and times are written for people.

const LOCALE = 'en-GB';
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const integer = new Intl.NumberFormat(LOCALE);
const time = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' });

export const number = value => integer.format(value ?? 0);

/** Bytes with three digits or fewer: "0 B", "1.5 KB", "12 MB". Units of 1024, as the store's settings are. */
export function bytes(count) {
  let value = Math.max(0, count ?? 0);
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${trimZeros(value.toFixed(digits))} ${UNITS[unit]}`;
}

export const exactBytes = count => `${integer.format(count)} ${count === 1 ? 'byte' : 'bytes'}`;

const trimZeros = text => text.includes('.') ? text.replace(/\.?0+$/, '') : text;

export function millis(value) {
  if (value >= 120_000) {
    return `${trimZeros((value / 60_000).toFixed(1))} min`;
  }
  if (value >= 1000) {
    return `${trimZeros((value / 1000).toFixed(value >= 10_000 ? 0 : 1))} s`;
  }
  return `${trimZeros(value.toFixed(value >= 10 ? 0 : 1))} ms`;
}

export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** The time of day for today, else the day. */
export function moment(instant) {
  const date = new Date(instant);
  return date.toDateString() === new Date().toDateString() ? time.format(date) : day.format(date);
}

export const fullMoment = instant => full.format(new Date(instant));

export const clock = instant => time.format(new Date(instant));
