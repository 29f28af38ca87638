import { badge, errorBadge } from './badge.js';
import { hue } from './colour.js';
import { forget } from './compared.js';
import { byId, el } from './dom.js';
import { count, dateAndTime, duration } from './format.js';
import { at } from './place.js';
import { lastList } from './search.js';

// Two traces beside each other: what is in both and how it changed, what is gone, what is new. The result takes it down.
export function showComparison(view, before, after) {
  let isGone = false;
  document.title = 'Comparison';
  byId('tools').replaceChildren(
    el('a', { href: lastList(), 'data-route': true, class: 'soft' }, '← All traces'),
    el('a', { href: `/compare/${after}/${before}`, 'data-route': true, class: 'soft' }, 'Swap'));
  forget();
  load();
  return () => { isGone = true; };

  async function load() {
    try {
      const answer = await fetch(at(`/api/comparison/${before}/${after}`));
      const compared = await answer.json();
      if (isGone) return;
      if (answer.ok) view.replaceChildren(...draw(compared));
      else message('A trace is not here', [`${compared.error}: ${compared.id}`, ...compared.unanswered].join('; '));
    } catch (problem) {
      if (!isGone) message('The traces cannot be loaded', String(problem.message));
    }
  }

  function message(title, text) {
    view.replaceChildren(el('div', { class: 'empty' }, el('strong', {}, title), text));
  }
}

function draw(compared) {
  const most = Math.max(1, ...compared.rows.map(row => Math.abs(change(row))));
  return [
    el('section', { class: 'compare-head' },
      side('before', compared.before), side('after', compared.after),
      compared.unanswered.length ? el('p', { class: 'note' }, `Spans may be missing; not all nodes answer: ${compared.unanswered.join('; ')}`) : null,
      compared.omittedRows ? el('p', { class: 'note' }, `${count(compared.omittedRows, 'more row')} not shown here`) : null),
    el('section', { class: 'compare', 'aria-label': 'Spans of both' },
      el('div', { class: 'compare-row heading', 'aria-hidden': 'true' }, el('span', {}, 'Span'),
        el('span', { class: 'number' }, 'Before'), el('span', { class: 'number' }, 'After'), el('span', { class: 'number' }, 'Change'), el('span', {})),
      ...compared.rows.map(row => drawn(row, most))),
  ];
}

const side = (label, trace) => el('div', { class: 'side' },
  el('b', {}, label),
  el('a', { href: `/trace/${trace.id}`, 'data-route': true, class: 'operation cut' }, trace.operation || '(no name)'),
  el('span', { class: 'soft cut' }, trace.service), badge(trace.completeness), trace.errors ? errorBadge(trace.errors) : null,
  el('span', {}, duration(trace.durationNanos)), el('span', { class: 'soft' }, count(trace.spans, 'span')),
  el('span', { class: 'soft' }, dateAndTime(trace.startMicros)));

// Of what is a span in both.
const isBoth = ({ before, after }) => before && after && !before.gap && !after.gap;
const change = row => isBoth(row) ? row.after.durationNanos - row.before.durationNanos : 0;

function drawn(row, most) {
  const by = change(row);
  const state = !row.before ? 'new' : !row.after ? 'gone' : by > 0 ? 'slower' : by < 0 ? 'faster' : '';
  const width = Math.abs(by) / most * 50;
  return el('div', { class: `compare-row ${state}` },
    el('div', { class: 'name', style: { '--hue': row.service === null ? '0' : hue(row.service), 'padding-left': `${12 + Math.min(row.depth, 18) * 16}px` } },
      el('span', { class: 'stripe' }),
      el('span', { class: 'operation cut', title: row.name ?? '' }, row.service === null ? 'a missing span' : row.name || '(no name)'),
      el('span', { class: 'from cut' }, row.service ?? '')),
    took(row.before), took(row.after),
    el('span', { class: 'number change' }, isBoth(row) ? `${by > 0 ? '+' : by < 0 ? '−' : ''}${duration(Math.abs(by))}` : state),
    el('span', { class: 'lane' }, by === 0 ? null
      : el('span', { class: 'by', style: { left: `${by < 0 ? 50 - width : 50}%`, width: `max(${width}%, 1px)` } })));
}

const took = side => el('span', { class: `number${side?.error ? ' error' : ''}` },
  !side ? '–' : side.gap ? 'missing' : `${duration(side.durationNanos)}${side.error ? ', failed' : ''}`);
