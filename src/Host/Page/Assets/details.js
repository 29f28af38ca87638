import { hue } from './colour.js';
import { el } from './dom.js';
import { duration } from './format.js';
import { condition, searchFor } from './search.js';

// Longer values, and those of several lines, are folded.
const longest = 160;

// Everything that a span says, for the pane beside the waterfall.
export function details(span, close) {
  const critical = (span.critical ?? []).reduce((sum, [, nanos]) => sum + nanos, 0);
  const isActor = (span.tags ?? []).some(([key]) => key === 'akka.actor.path');
  const facts = [
    ['service', span.service, searchFor(['service', span.service])],
    ['kind', span.kind, span.kind === 'unspecified' ? null : searchFor(['service', span.service], ['kind', span.kind])],
    [isActor ? 'handled' : 'duration', duration(span.durationNanos)],
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
    el('h2', {}, link(searchFor(['service', span.service], ['operation', span.name]), span.name || '(no name)')),
    el('span', { class: 'service soft', style: { '--hue': hue(span.service) } }, span.service),
    span.error ? el('p', { class: 'failure' }, span.message || 'failed') : null,
    el('h3', {}, 'Span'), pairs(facts),
    ...section('Events', span.events, happened => happening(happened)),
    ...group('Tags', span.tags, 'span'),
    ...section('Links', span.links, to => el('div', { class: 'happened mono' },
      el('a', { href: `/trace/${to.trace}?span=${to.span}`, 'data-route': true }, to.trace), ` / ${to.span}`)),
    ...group('Resource', span.resource, 'resource'),
    span.dropped ? el('p', { class: 'soft' }, `Dropped by its sender: ${span.dropped.toLocaleString()} tags, events or links`) : null,
  ].filter(Boolean);
}

function section(title, items, draw) {
  return items?.length ? [el('h3', {}, title), ...items.map(draw)] : [];
}

function group(title, tags, place) {
  return tags?.length ? [el('h3', {}, title), pairs(searchable(tags, place))] : [];
}

// A value leads to the traces that have it too. Names that a condition cannot have are only shown.
const searchable = (tags, place) => tags.map(([key, value]) =>
  [key, value, /^[^\s=!<>"]+$/.test(key) && value.length <= 1_000 ? searchFor(['tag', condition(key, value, place)]) : null]);

function pairs(facts) {
  return el('dl', {}, ...facts.flatMap(([key, value, address]) => [el('dt', {}, key), el('dd', {}, shown(value, address))]));
}

const link = (address, text) => address
  ? el('a', { href: address, 'data-route': true, class: 'find', title: 'Search for traces with this' }, text) : text;

function shown(value, address) {
  if (value.length <= longest && !value.includes('\n')) return link(address, value);
  return folded(`${value.slice(0, longest).split('\n')[0]} …`, value);
}

const folded = (summary, text) => el('details', {}, el('summary', {}, summary), el('pre', { tabindex: '0' }, text));

// A stack trace keeps its lines, below the rest.
function happening(happened) {
  const tags = happened.tags ?? [];
  const stack = tags.find(([key]) => key === 'exception.stacktrace');
  const rest = tags.filter(tag => tag !== stack);
  return el('div', { class: 'happened' },
    el('b', {}, happened.name || '(no name)', el('span', {}, `+${duration(Math.max(0, happened.atNanos))}`)),
    rest.length ? pairs(searchable(rest, 'event')) : null,
    stack ? folded('Stack trace', stack[1]) : null);
}
