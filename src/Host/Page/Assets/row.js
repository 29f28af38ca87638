import { badge, errorBadge } from './badge.js';
import { hue } from './colour.js';
import { el } from './dom.js';
import { dateAndTime, duration, timeOfDay } from './format.js';

// Those named in a row; the others are counted.
const namedServices = 3;

export const heading = () => el('div', { class: 'traces-head', 'aria-hidden': 'true' },
  el('span', {}, 'Started'), el('span', {}, 'Root'), el('span', {}, 'Services'),
  el('span', { class: 'number' }, 'Spans'), el('span', {}, 'Duration'), el('span', { class: 'number' }, 'Complete'));

// longest: the duration that fills the little bar, of the traces shown.
export function row(trace, longest, isFresh) {
  const share = longest > 0 ? Math.max(1, trace.durationNanos / longest * 100) : 0;
  return el('a', {
    class: `trace-row${trace.errors ? ' failed' : ''}${isFresh ? ' fresh' : ''}`,
    href: `/trace/${trace.id}`, 'data-route': true, 'data-id': trace.id,
  },
    el('span', { class: 'soft', title: dateAndTime(trace.startMicros) }, timeOfDay(trace.startMicros)),
    el('span', { class: 'root' },
      el('span', { class: 'operation cut', title: trace.operation }, trace.operation || '(no name)'),
      el('span', { class: 'from cut' }, trace.service)),
    el('span', { class: 'services', title: trace.services.map(s => `${s.name}: ${s.spans}`).join('\n') },
      ...trace.services.slice(0, namedServices).map(service =>
        el('span', { class: 'service', style: { '--hue': hue(service.name) } }, el('span', { class: 'cut' }, service.name))),
      trace.services.length > namedServices
        ? el('span', { class: 'soft' }, `+${trace.services.length - namedServices}`) : null),
    el('span', { class: 'number' }, trace.spans.toLocaleString()),
    el('span', { class: 'length' },
      el('span', { class: 'number' }, duration(trace.durationNanos)),
      el('i', { 'aria-hidden': 'true' }, el('b', { style: { width: `${share}%` } }))),
    el('span', { class: 'states' }, trace.errors ? errorBadge(trace.errors) : null, badge(trace.completeness)));
}
