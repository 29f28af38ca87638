import { hue } from './colour.js';
import { el } from './dom.js';
import { duration } from './format.js';

// The stretch of the trace that is in sight, in nanoseconds.
const place = (nanos, sight) => (nanos - sight.from) / sight.length * 100;
const clamp = percent => Math.min(100, Math.max(0, percent));

export function axis(sight) {
  const ticks = el('div', { class: 'ticks' });
  for (let quarter = 0; quarter <= 4; quarter++) {
    const at = Math.round(sight.from + sight.length * quarter / 4);
    ticks.append(el('span', { style: { left: `${quarter * 25}%` } }, at ? duration(at) : '0'));
  }
  return el('div', { class: 'axis', 'aria-hidden': 'true' }, el('span', {}, 'Span'), ticks);
}

// When a span ran, and before that, apart, how long its message was on the wire and lay in the mailbox.
export function lane(span, sight) {
  if (span.gap) return el('div', { class: 'lane' }, el('span', { class: 'missing' }));
  const end = span.startNanos + span.durationNanos;
  const arrived = span.startNanos - span.waitNanos;
  const begin = arrived - span.wireNanos;
  const drawn = el('div', { class: 'lane', style: { '--hue': hue(span.service) } });
  const add = (from, to, kind, title) => {
    const [left, right] = [place(from, sight), place(to, sight)];
    if (right < 0 || left > 100) return;
    drawn.append(el('span', {
      class: kind, title, style: { left: `min(${clamp(left)}%, 100% - 2px)`, width: `${clamp(right) - clamp(left)}%` },
    }));
  };
  if (span.wireNanos > 0) add(begin, arrived, 'wire', `${duration(span.wireNanos)} on the wire`);
  if (span.waitNanos > 0) add(arrived, span.startNanos, 'wait', `waited ${duration(span.waitNanos)} in the mailbox`);
  add(span.startNanos, end, `bar${span.error ? ' failed' : ''}`, `${span.name}: ${duration(span.durationNanos)}`);
  for (const [from, nanos] of span.critical ?? [])
    add(from, from + nanos, 'critical', `${duration(nanos)} of the critical path`);
  for (const happened of span.events ?? []) {
    const at = place(span.startNanos + happened.atNanos, sight);
    if (at >= 0 && at <= 100) drawn.append(el('span', { class: 'event', title: happened.name, style: { left: `${at}%` } }));
  }
  drawn.append(label(span, clamp(place(begin, sight)), clamp(place(end, sight)), place(end, sight) < 0 || place(begin, sight) > 100));
  return drawn;
}

// After the bar, or before it where it ends too far right. A bar with room on neither side says less; the details say all.
function label(span, begin, end, isOutside) {
  const isBefore = end > 66 && begin > 30;
  const isShort = end > 66 && !isBefore;
  const text = span.waitNanos > 0 && !isShort
    ? `${duration(span.durationNanos)} · waited ${duration(span.waitNanos)}`
    : duration(span.durationNanos);
  return el('span', {
    class: `label${isBefore ? ' before' : ''}${isOutside ? ' outside' : ''}`, style: { left: `${isBefore ? begin : end}%` },
  }, text);
}
