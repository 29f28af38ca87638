import { hue } from './colour.js';
import { el } from './dom.js';
import { duration } from './format.js';

const percent = (nanos, length) => length > 0 ? Math.min(100, Math.max(0, nanos / length * 100)) : 0;

export function axis(length) {
  const ticks = el('div', { class: 'ticks' });
  for (let quarter = 0; quarter <= 4; quarter++)
    ticks.append(el('span', { style: { left: `${quarter * 25}%` } }, quarter ? duration(Math.round(length * quarter / 4)) : '0'));
  return el('div', { class: 'axis', 'aria-hidden': 'true' }, el('span', {}, 'Span'), ticks);
}

// When a span was handled, and before that, apart, how long its message was on the wire and lay in the mailbox.
export function lane(span, length) {
  if (span.gap) return el('div', { class: 'lane' }, el('span', { class: 'missing' }));
  const start = percent(span.startNanos, length);
  const end = percent(span.startNanos + span.durationNanos, length);
  const arrived = percent(span.startNanos - span.waitNanos, length);
  const begin = percent(span.startNanos - span.waitNanos - span.wireNanos, length);
  const drawn = el('div', { class: 'lane', style: { '--hue': hue(span.service) } });
  if (span.wireNanos > 0)
    drawn.append(el('span', {
      class: 'wire', title: `${duration(span.wireNanos)} on the wire`,
      style: { left: `${begin}%`, width: `${arrived - begin}%` },
    }));
  if (span.waitNanos > 0)
    drawn.append(el('span', {
      class: 'wait', title: `waited ${duration(span.waitNanos)} in the mailbox`,
      style: { left: `${arrived}%`, width: `${start - arrived}%` },
    }));
  drawn.append(el('span', {
    class: `bar${span.error ? ' failed' : ''}`, title: `${span.name}: ${duration(span.durationNanos)}`,
    style: { left: `min(${start}%, 100% - 2px)`, width: `${end - start}%` },
  }));
  for (const [from, nanos] of span.critical ?? []) {
    const left = percent(from, length);
    drawn.append(el('span', {
      class: 'critical', title: `${duration(nanos)} of the critical path`,
      style: { left: `min(${left}%, 100% - 2px)`, width: `${percent(from + nanos, length) - left}%` },
    }));
  }
  for (const happened of span.events ?? []) drawn.append(event(span, happened, length));
  drawn.append(label(span, begin, end));
  return drawn;
}

function event(span, happened, length) {
  const at = percent(span.startNanos + happened.atNanos, length);
  return el('span', { class: 'event', title: happened.name, style: { left: `${at}%` } });
}

// After the bar, or before it where it ends too far right. A bar with room on neither side says less; the details say all.
function label(span, begin, end) {
  const isBefore = end > 66 && begin > 30;
  const isShort = end > 66 && !isBefore;
  const text = span.waitNanos > 0 && !isShort
    ? `${duration(span.durationNanos)} · waited ${duration(span.waitNanos)}`
    : duration(span.durationNanos);
  return el('span', { class: `label${isBefore ? ' before' : ''}`, style: { left: `${isBefore ? begin : end}%` } }, text);
}
