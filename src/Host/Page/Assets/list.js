import { byId, el } from './dom.js';
import { searchForm } from './form.js';
import { count } from './format.js';
import { isEmpty, traces, watch } from './live.js';
import { at, pathname } from './place.js';
import { heading, row, scaleOf } from './row.js';
import { addressOf, isSearch, parameters, remember, search } from './search.js';

const shown = 300;

// Draws the list: the newest traces as they come, or what a search over the store finds. The result takes it down.
export function showList(view) {
  document.title = 'Traces';
  const wanted = parameters();
  const rows = el('div');
  const pill = el('button', { class: 'pill', type: 'button', hidden: true, onclick: toTop });
  const form = searchForm(wanted, changed);
  const scroller = el('section', { class: 'traces', 'aria-label': 'Traces', onscroll: () => atTop() && drawLive() },
    heading(order => form.order(order)), pill, rows);
  const fresh = new Set();
  let held = 0;
  let frame = 0;
  let asking = null;

  view.replaceChildren(form.element, scroller);
  byId('tools').replaceChildren(el('a', { href: '/figures', 'data-route': true, class: 'soft' }, 'Figures'),
    el('a', { href: '/graph', 'data-route': true, class: 'soft' }, 'Graph'));
  scroller.addEventListener('keydown', move);
  const leave = watch(arrived);
  show();
  return () => {
    leave();
    form.leave();
    asking?.abort();
    cancelAnimationFrame(frame);
  };

  // Each step of typing would be a step of the way back.
  function changed(isTyping) {
    const address = addressOf(wanted);
    if (address !== pathname() + location.search)
      history[isTyping ? 'replaceState' : 'pushState'](null, '', at(address));
    show();
  }

  function show() {
    remember();
    asking?.abort();
    asking = null;
    scroller.classList.toggle('searched', isSearch(wanted));
    if (isSearch(wanted)) find();
    else {
      form.refuse(null);
      rows.replaceChildren();
      drawLive();
    }
  }

  async function find() {
    const mine = asking = new AbortController();
    scroller.setAttribute('aria-busy', 'true');
    try {
      const found = await search(wanted, null, mine.signal);
      scroller.scrollTop = 0;
      form.refuse(null);
      drawFound(found.traces, found, mine);
    } catch (problem) {
      if (mine !== asking) return;
      form.refuse(problem);
      rows.replaceChildren(message('The search cannot be made', problem.message));
    } finally {
      if (mine === asking) scroller.removeAttribute('aria-busy');
    }
  }

  function drawFound(all, page, mine) {
    if (mine !== asking) return;
    pill.hidden = true;
    const scale = scaleOf(all);
    const next = el('button', {
      class: 'next', type: 'button',
      onclick: async () => {
        next.disabled = true;
        try {
          const later = await search(wanted, page.next, mine.signal);
          drawFound([...all, ...later.traces], later, mine);
        } catch (problem) {
          if (mine === asking) next.replaceWith(message('There are more, which cannot be loaded', problem.message));
        }
      },
    }, 'More traces');
    rows.replaceChildren(
      ...page.notes.map(note => el('p', { class: 'note' }, `Not all nodes answer: ${note}`)),
      ...(all.length ? all.map(trace => row(trace, scale, false)) : [message('No trace matches', 'Nothing in the store fits all of these conditions.')]),
      ...(page.next ? [next] : all.length ? [el('p', { class: 'end soft' }, `${count(all.length, 'trace')}, no more`)] : []));
  }

  function arrived(trace) {
    if (isSearch(wanted)) return;
    if (trace) {
      fresh.add(trace.id);
      // Rows must not move under somebody who reads further down.
      if (!atTop()) held++;
    }
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (atTop()) drawLive();
      else {
        pill.textContent = `↑ ${count(held, 'new trace')}`;
        pill.hidden = held === 0;
      }
    });
  }

  function drawLive() {
    if (isSearch(wanted)) return;
    held = 0;
    pill.hidden = true;
    const newest = [...traces.values()].reverse().slice(0, shown);
    const scale = scaleOf(newest);
    const focused = document.activeElement?.dataset?.id;
    rows.replaceChildren(...(newest.length ? newest.map(trace => row(trace, scale, fresh.has(trace.id))) : isEmpty() ? [welcome()] : []));
    fresh.clear();
    if (focused) rows.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  function atTop() {
    return scroller.scrollTop < 20;
  }

  function toTop() {
    scroller.scrollTop = 0;
    drawLive();
  }
}

const message = (title, text) => el('div', { class: 'empty' }, el('strong', {}, title), text);

const welcome = () => el('div', { class: 'empty' }, el('strong', {}, 'No traces yet'), 'Send some with OTLP/HTTP to ',
      el('code', {}, `http://${location.hostname}:4318/v1/traces`), '; they appear here as they come.');

function move(event) {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  if (!step || !event.target.dataset.id) return;
  event.preventDefault();
  event.target[step]?.focus();
}
