import { el } from './dom.js';
import { count } from './format.js';
import { at } from './place.js';

// What can be done in a trace: find, go to errors, fold, zoom, take it along.
// found: the text that was looked for before the trace was drawn anew.
export function toolbar(trace, rows, found) {
  const hits = el('span', { class: 'soft hits', role: 'status' });
  const text = el('input', {
    type: 'search', placeholder: 'Find in this trace', 'aria-label': 'Find in this trace', value: found, oninput: mark,
    onkeydown: event => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    },
  });
  const fold = button('Collapse all', 'Show only the roots', () => {
    const isFolding = fold.textContent === 'Collapse all';
    rows.foldAll(isFolding);
    fold.textContent = isFolding ? 'Expand all' : 'Collapse all';
  });
  const copy = button('Copy JSON', 'Copy the trace as OTLP/JSON', async () => {
    copy.textContent = await copied(trace.id);
    setTimeout(() => { copy.textContent = 'Copy JSON'; }, 1500);
  });
  const errors = trace.rows.filter(span => span.error).length;
  if (found) mark();
  return el('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'This trace' },
    el('span', { class: 'find-in' }, text, hits, button('↑', 'The match before', () => go(-1)), button('↓', 'The next match', () => go(1))),
    errors ? button('Next error', count(errors, 'span') + ' failed', () => rows.go(span => span.error, 1)) : null,
    fold,
    el('span', { class: 'zoom' },
      button('−', 'Zoom out (key −, or the wheel with Ctrl)', () => rows.sight.zoom(2)),
      button('+', 'Zoom in (key +, the wheel with Ctrl, or a drag along the axis)', () => rows.sight.zoom(0.5)),
      button('Whole', 'Show the whole trace (key 0)', () => rows.sight.reset())),
    copy,
    el('a', { class: 'button', href: `/api/otlp/${trace.id}`, download: `trace-${trace.id}.json`, title: 'Download the trace as OTLP/JSON' }, 'Download'));

  function matches(span) {
    const wanted = text.value.trim().toLowerCase();
    return wanted !== '' && [span.id, span.name, span.service, span.message, ...(span.tags ?? []).flat(),
      ...(span.events ?? []).flatMap(happened => [happened.name, ...(happened.tags ?? []).flat()])]
      .some(part => part?.toLowerCase().includes(wanted));
  }

  function mark() {
    const found = rows.mark(matches);
    hits.textContent = text.value.trim() ? found.toLocaleString() : '';
  }

  function go(step) {
    mark();
    rows.go(matches, step);
  }
}

const button = (text, title, onclick) => el('button', { type: 'button', title, 'aria-label': /\w/.test(text) ? undefined : title, onclick }, text);

async function copied(id) {
  try {
    const answer = await fetch(at(`/api/otlp/${id}`));
    await navigator.clipboard.writeText(await answer.text());
    return 'copied';
  } catch {
    return 'not allowed';
  }
}
