import { byId, el } from './dom.js';
import { filterTools, matches } from './filter.js';
import { count } from './format.js';
import { isEmpty, traces, watch } from './live.js';
import { heading, row } from './row.js';

const shown = 300;

// Draws the list and keeps it up to date; the result takes it down again.
export function showList(view) {
  document.title = 'Traces';
  const rows = el('div');
  const pill = el('button', { class: 'pill', type: 'button', hidden: true, onclick: toTop });
  const scroller = el('section', { class: 'traces', 'aria-label': 'Newest traces', onscroll: () => atTop() && draw() },
    heading(), pill, rows);
  const tools = filterTools(draw);
  const fresh = new Set();
  let held = 0;
  let frame = 0;

  view.replaceChildren(scroller);
  byId('tools').replaceChildren(...tools.elements, el('a', { href: '/graph', 'data-route': true, class: 'soft' }, 'Graph'));
  scroller.addEventListener('keydown', move);
  const leave = watch(arrived);
  draw();
  return () => {
    leave();
    cancelAnimationFrame(frame);
  };

  function arrived(trace) {
    if (trace && matches(trace)) {
      fresh.add(trace.id);
      // Rows must not move under somebody who reads further down.
      if (!atTop()) held++;
    }
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (atTop()) draw();
      else {
        pill.textContent = `↑ ${count(held, 'new trace')}`;
        pill.hidden = held === 0;
      }
    });
  }

  function draw() {
    held = 0;
    pill.hidden = true;
    tools.offer(traces.values());
    const found = [...traces.values()].reverse().filter(matches).slice(0, shown);
    const longest = Math.max(0, ...found.map(trace => trace.durationNanos));
    const focused = document.activeElement?.dataset?.id;
    rows.replaceChildren(...(found.length ? found.map(trace => row(trace, longest, fresh.has(trace.id))) : nothing()));
    fresh.clear();
    if (focused) rows.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  function atTop() {
    return scroller.scrollTop < 20;
  }

  function toTop() {
    scroller.scrollTop = 0;
    draw();
  }
}

function nothing() {
  if (traces.size)
    return [el('div', { class: 'empty' }, el('strong', {}, 'No trace matches the filter'),
      'Those to come are shown as soon as they do.')];
  return isEmpty() ? [welcome()] : [];
}

const welcome = () => el('div', { class: 'empty' }, el('strong', {}, 'No traces yet'), 'Send some with OTLP/HTTP to ',
      el('code', {}, `http://${location.hostname}:4318/v1/traces`), '; they appear here as they come.');

function move(event) {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  if (!step || !event.target.dataset.id) return;
  event.preventDefault();
  event.target[step]?.focus();
}
