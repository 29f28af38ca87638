import { hue } from './colour.js';
import { el } from './dom.js';
import { duration } from './format.js';

// Everything that a span says, for the pane beside the waterfall.
export function details(span, close) {
  const critical = (span.critical ?? []).reduce((sum, [, nanos]) => sum + nanos, 0);
  const facts = [
    ['service', span.service],
    ['kind', span.kind],
    ['handled', duration(span.durationNanos)],
    ...(span.ownNanos < span.durationNanos ? [['its own work', duration(span.ownNanos)]] : []),
    ...(critical > 0 ? [['critical path', duration(critical)]] : []),
    ...(span.wireNanos > 0 ? [['on the wire', duration(span.wireNanos)]] : []),
    ...(span.waitNanos > 0 ? [['waited in mailbox', duration(span.waitNanos)]] : []),
    ['starts after', duration(span.startNanos)],
    ['span id', span.id],
    ...(span.parent ? [['parent', span.parent]] : []),
    ...(span.scope ? [['scope', span.scope]] : []),
  ];
  return [
    el('button', { class: 'close', type: 'button', 'aria-label': 'Close', onclick: close }, '✕'),
    el('h2', {}, span.name || '(no name)'),
    el('span', { class: 'service soft', style: { '--hue': hue(span.service) } }, span.service),
    span.error ? el('p', { class: 'failure' }, span.message || 'failed') : null,
    el('h3', {}, 'Span'), pairs(facts),
    ...section('Events', span.events, happened => happening(happened)),
    ...group('Tags', span.tags),
    ...section('Links', span.links, link => el('div', { class: 'happened mono' },
      el('a', { href: `/trace/${link.trace}`, 'data-route': true }, link.trace), ` / ${link.span}`)),
    ...group('Resource', span.resource),
    span.dropped ? el('p', { class: 'soft' }, `Dropped by its sender: ${span.dropped.toLocaleString()} tags, events or links`) : null,
  ].filter(Boolean);
}

function section(title, items, draw) {
  return items?.length ? [el('h3', {}, title), ...items.map(draw)] : [];
}

function group(title, tags) {
  return tags?.length ? [el('h3', {}, title), pairs(tags)] : [];
}

function pairs(tags) {
  return el('dl', {}, ...tags.flatMap(([key, value]) => [el('dt', {}, key), el('dd', {}, value)]));
}

// A stack trace keeps its lines, below the rest.
function happening(happened) {
  const tags = happened.tags ?? [];
  const stack = tags.find(([key]) => key === 'exception.stacktrace');
  const rest = tags.filter(tag => tag !== stack);
  return el('div', { class: 'happened' },
    el('b', {}, happened.name || '(no name)', el('span', {}, `+${duration(Math.max(0, happened.atNanos))}`)),
    rest.length ? pairs(rest) : null,
    stack ? el('pre', { tabindex: '0' }, stack[1]) : null);
}
