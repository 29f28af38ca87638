import { badge, errorBadge } from './badge.js';
import { hue } from './colour.js';
import { el } from './dom.js';
import { dateAndTime, duration, timeOrDate } from './format.js';

// Those named in a row; the others are counted.
const namedServices = 3;

export const heading = order => el('div', { class: 'traces-head' },
  sorting('Started', 'Newest first', () => order('')), el('span', {}, 'Root'), el('span', {}, 'Services'),
  el('span', { class: 'number' }, 'Spans'), sorting('Duration', 'Slowest first', () => order('slowest')),
  el('span', { class: 'number' }, 'Complete'));

const sorting = (text, title, onclick) => el('button', { type: 'button', class: 'sorting', title, onclick }, text);

// A bar's share of its room, logarithmic: a trace of a millisecond can be seen beside one of a minute.
export function scaleOf(traces) {
  const lengths = traces.map(trace => Math.max(1, trace.durationNanos));
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)].map(Math.log);
  return nanos => most > least ? 4 + 96 * (Math.log(Math.max(1, nanos)) - least) / (most - least) : 100;
}

export function row(trace, scale, isFresh) {
  return el('a', {
    class: `trace-row${trace.errors ? ' failed' : ''}${isFresh ? ' fresh' : ''}`,
    href: `/trace/${trace.id}`, 'data-route': true, 'data-id': trace.id,
  },
    el('span', { class: 'soft started', title: dateAndTime(trace.startMicros) }, timeOrDate(trace.startMicros)),
    el('span', { class: 'root' },
      el('span', { class: 'operation cut', title: trace.operation }, trace.operation || '(no name)'),
      el('span', { class: 'from cut' }, trace.service)),
    el('span', { class: 'services', title: trace.services.map(s => `${s.name}: ${s.spans}`).join('\n') },
      ...trace.services.slice(0, namedServices).map(service =>
        el('span', { class: 'service', style: { '--hue': hue(service.name) } }, el('span', { class: 'cut' }, service.name))),
      trace.services.length > namedServices
        ? el('span', { class: 'soft' }, `+${trace.services.length - namedServices}`) : null),
    el('span', { class: 'number spans' }, trace.spans.toLocaleString()),
    el('span', { class: 'length' },
      el('span', { class: 'number' }, duration(trace.durationNanos)),
      el('i', { 'aria-hidden': 'true', title: 'On a logarithmic scale' }, el('b', { style: { width: `${scale(trace.durationNanos)}%` } }))),
    el('span', { class: 'states' }, trace.errors ? errorBadge(trace.errors) : null, badge(trace.completeness)));
}
