const units = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']];

// Three digits and the unit that suits.
export function duration(nanos) {
  if (nanos >= 120e9) return `${Math.floor(nanos / 60e9)} min ${Math.round(nanos % 60e9 / 1e9)} s`;
  for (const [size, unit] of units) {
    if (nanos < size) continue;
    const value = nanos / size;
    return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${unit}`;
  }
  return `${nanos} ns`;
}

const clock = new Intl.DateTimeFormat(undefined,
  { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

const when = micros => new Date(micros / 1000);
const isDate = micros => !Number.isNaN(when(micros).getTime());

export const timeOfDay = micros => isDate(micros) ? clock.format(when(micros)) : '?';

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const minute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });

// The time of today; before today the date too, with less of the time.
export function timeOrDate(micros) {
  if (!isDate(micros)) return '?';
  const time = when(micros);
  const today = new Date();
  if (time.toDateString() === today.toDateString()) return timeOfDay(micros);
  return time.getFullYear() === today.getFullYear() ? `${day.format(time)}, ${minute.format(time)}` : date.format(time);
}

export const dateAndTime = micros => isDate(micros) ? `${date.format(when(micros))}, ${timeOfDay(micros)}` : '?';

export const count = (number, noun) => `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;
