import { badge, errorBadge } from './badge.js';
import { details } from './details.js';
import { comparing } from './compared.js';
import { byId, el } from './dom.js';
import { count, dateAndTime, duration } from './format.js';
import { traces, watch } from './live.js';
import { at } from './place.js';
import { lastList } from './search.js';
import { toolbar } from './toolbar.js';
import { waterfall } from './waterfall.js';

// An open trace is asked for again after this time, because the list follows the newest ones only.
const askAgainMillis = 1000;

// Draws one trace, open or closed; draws it again when it has more spans or has closed. The result takes it down.
export function showTrace(view, id) {
  let drawn = null;
  let wasDrawn = false;
  let isGone = false;
  let timer = 0;
  byId('tools').replaceChildren(el('a', { href: lastList(), 'data-route': true, class: 'soft' }, '← All traces'));
  load();
  const leave = watch(() => {
    const known = traces.get(id);
    if (known && (!drawn || isNews(known, drawn))) load();
  });
  return () => {
    isGone = true;
    clearTimeout(timer);
    leave();
  };

  async function load() {
    clearTimeout(timer);
    try {
      const answer = await fetch(at(`/api/waterfall/${id}`));
      const trace = await answer.json();
      if (isGone) return;
      // Two answers may be on their way: drawing the same again would take the focus away.
      if (answer.ok && (!drawn || isNews(trace, drawn))) draw(drawn = trace);
      else if (!answer.ok && drawn?.completeness.kind === 'open') {
        drawn = null;
        message('This trace was not kept', `It was open, and sampling dropped it when it closed: ${id}`);
      } else if (!answer.ok && !drawn) message('This trace is not here', [`${trace.error}: ${id}`, ...trace.unanswered].join('; '));
    } catch (problem) {
      if (!isGone && !drawn) message('This trace cannot be loaded', String(problem.message));
    }
    if (!isGone && drawn?.completeness.kind === 'open') timer = setTimeout(load, askAgainMillis);
  }

  function draw(trace) {
    document.title = `${trace.operation} – ${trace.service}`;
    const side = el('aside', { class: 'details', 'aria-label': 'Span', hidden: true });
    const rows = waterfall(trace, span => {
      side.hidden = !span;
      if (span) side.replaceChildren(...details(span, () => rows.choose(null)));
      // The chosen span is in the address; the way back leads to the list at once.
      history.replaceState(null, '', at(span ? `/trace/${id}?span=${span.id}` : `/trace/${id}`));
    });
    const hadFocus = view.contains(document.activeElement);
    const isFinding = document.activeElement?.matches('.toolbar input');
    const isAgain = wasDrawn;
    wasDrawn = true;
    const tools = toolbar(trace, rows, isAgain ? view.querySelector('.toolbar input')?.value ?? '' : '');
    view.replaceChildren(head(trace), tools, el('div', { class: 'panes' }, rows.element, side));
    const chosen = rows.find(new URLSearchParams(location.search).get('span'));
    rows.start();
    if (chosen) rows.reveal(chosen);
    if (hadFocus) (isFinding ? tools.querySelector('input') : rows.element.querySelector('.rows')).focus();
  }

  function message(title, text) {
    view.replaceChildren(el('div', { class: 'empty' }, el('strong', {}, title), text));
  }
}

// A closed trace never becomes an older or an open one: an answer that says so was on its way for longer.
function isNews(trace, drawn) {
  const [isOpen, wasOpen] = [trace, drawn].map(one => one.completeness.kind === 'open');
  if (isOpen !== wasOpen) return wasOpen || trace.spans > drawn.spans;
  return isOpen ? trace.spans > drawn.spans : trace.revision > drawn.revision;
}

function head(trace) {
  const { kind, text } = trace.completeness;
  const copy = el('button', {
    class: 'id mono', type: 'button', title: 'Copy the trace id',
    onclick: async () => {
      await navigator.clipboard?.writeText(trace.id);
      copy.textContent = 'copied';
      setTimeout(() => { copy.textContent = trace.id; }, 1000);
    },
  }, trace.id);
  return el('section', { class: 'trace-head' },
    el('h1', {},
      el('span', { class: 'cut' }, trace.operation || '(no name)'),
      el('span', { class: 'from cut' }, trace.service),
      badge(trace.completeness), trace.errors ? errorBadge(trace.errors) : null),
    el('div', { class: 'facts' },
      el('span', {}, el('b', {}, duration(trace.durationNanos))),
      el('span', {}, el('b', {}, trace.spans.toLocaleString()), trace.spans === 1 ? ' span' : ' spans'),
      el('span', {}, el('b', {}, trace.services.length.toLocaleString()), trace.services.length === 1 ? ' service' : ' services'),
      el('span', {}, dateAndTime(trace.startMicros)),
      copy, comparing(trace.id), legend(trace)),
    kind === 'open' ? el('p', { class: 'note' }, 'This trace is open: more spans may come. ', text === 'open' ? '' : `So far: ${text.slice('open: '.length)}`) : null,
    kind === 'partial' ? el('p', { class: 'note' }, text) : null,
    trace.unanswered.length ? el('p', { class: 'note' }, `Spans may be missing; not all nodes answer: ${trace.unanswered.join('; ')}`) : null,
    trace.truncated ? el('p', { class: 'note' }, `${count(trace.truncated, 'span')} left out: the trace is too large`) : null,
    trace.conflicts ? el('p', { class: 'note' }, `${count(trace.conflicts, 'span')} with an id that another span has`) : null,
    trace.omitted ? el('p', { class: 'note' }, `${count(trace.omitted, 'more span')} not in this answer: it would be too long`) : null,
    trace.omittedRows ? el('p', { class: 'note' }, `${count(trace.omittedRows, 'more row')} not shown here`) : null);
}

// Only of what is in this trace.
const legend = trace => el('div', { class: 'legend', 'aria-hidden': 'true' },
  trace.rows.some(span => span.waitNanos > 0) ? el('span', {}, el('i', { class: 'wait' }), 'waits in the mailbox') : null,
  el('span', {}, el('i', { class: 'bar' }), trace.rows.some(span => span.waitNanos > 0) ? 'is handled' : 'runs'),
  el('span', {}, el('i', { class: 'bar failed' }), 'failed'),
  el('span', { title: 'What made the trace take as long as it took: shorten any of it, and the trace ends earlier' },
    el('i', { class: 'critical' }), 'critical path'));
