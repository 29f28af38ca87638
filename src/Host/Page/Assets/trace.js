import { badge, errorBadge } from './badge.js';
import { details } from './details.js';
import { comparing } from './compared.js';
import { byId, el } from './dom.js';
import { count, dateAndTime, duration } from './format.js';
import { traces, watch } from './live.js';
import { waterfall } from './waterfall.js';

// Draws one trace, as soon as it has closed; draws it again when late spans have joined it. The result takes it down.
export function showTrace(view, id) {
  let drawn = null;
  let isGone = false;
  byId('tools').replaceChildren(el('a', { href: '/', 'data-route': true, class: 'soft' }, '← All traces'));
  load();
  const leave = watch(() => {
    const known = traces.get(id);
    if (known && (!drawn || known.revision > drawn.revision)) load();
  });
  return () => {
    isGone = true;
    leave();
  };

  async function load() {
    try {
      const answer = await fetch(`/api/waterfall/${id}`);
      const trace = await answer.json();
      if (isGone) return;
      // Two answers may be on their way: drawing the same again would take the focus away.
      if (answer.ok && drawn && trace.revision <= drawn.revision) return;
      if (answer.ok) draw(drawn = trace);
      else message('This trace is not here', [`${trace.error}: ${id}`, ...trace.unanswered].join('; '));
    } catch (problem) {
      if (!isGone && !drawn) message('This trace cannot be loaded', String(problem.message));
    }
  }

  function draw(trace) {
    document.title = `${trace.operation} – ${trace.service}`;
    const side = el('aside', { class: 'details', 'aria-label': 'Span', hidden: true });
    const rows = waterfall(trace, span => {
      side.hidden = !span;
      if (span) side.replaceChildren(...details(span, () => rows.choose(null)));
    });
    const hadFocus = view.contains(document.activeElement);
    view.replaceChildren(head(trace), el('div', { class: 'panes' }, rows.element, side));
    rows.start();
    if (hadFocus) rows.element.querySelector('.rows').focus();
  }

  function message(title, text) {
    view.replaceChildren(el('div', { class: 'empty' }, el('strong', {}, title), text));
  }
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
      copy, comparing(trace.id), legend()),
    kind === 'partial' ? el('p', { class: 'note' }, text) : null,
    trace.unanswered.length ? el('p', { class: 'note' }, `Spans may be missing; not all nodes answer: ${trace.unanswered.join('; ')}`) : null,
    trace.truncated ? el('p', { class: 'note' }, `${count(trace.truncated, 'span')} left out: the trace is too large`) : null,
    trace.conflicts ? el('p', { class: 'note' }, `${count(trace.conflicts, 'span')} with an id that another span has`) : null,
    trace.omittedRows ? el('p', { class: 'note' }, `${count(trace.omittedRows, 'more row')} not shown here`) : null);
}

const legend = () => el('div', { class: 'legend', 'aria-hidden': 'true' },
  el('span', {}, el('i', { class: 'wait' }), 'waits in the mailbox'),
  el('span', {}, el('i', { class: 'bar' }), 'is handled'),
  el('span', {}, el('i', { class: 'bar failed' }), 'failed'),
  el('span', { title: 'What made the trace take as long as it took: shorten any of it, and the trace ends earlier' },
    el('i', { class: 'critical' }), 'critical path'));
