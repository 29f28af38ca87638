import { hue } from './colour.js';
import { byId, el, svg } from './dom.js';
import { count, duration } from './format.js';
import { at } from './place.js';
import { lastList, searchFor } from './search.js';

const orders = {
  time: figures => figures.spans * figures.p50Nanos, rate: figures => figures.spans, errors: figures => figures.failed / figures.spans,
  p50: figures => figures.p50Nanos, p95: figures => figures.p95Nanos, p99: figures => figures.p99Nanos,
};

// Rate, errors and durations by service, operation or actor type. The result takes it down.
export function showFigures(view) {
  let asked = 0;
  let answer = null;
  const given = new URLSearchParams(location.search);
  const wanted = { by: given.get('by') ?? 'operation', since: given.get('since') ?? '1h', service: given.get('service') ?? '', sort: given.get('sort') ?? '' };
  const service = el('button', { type: 'button', class: 'chip', title: 'Remove this condition', onclick: () => set('service', '') });
  document.title = 'Figures';
  byId('tools').replaceChildren(
    el('a', { href: lastList(), 'data-route': true, class: 'soft' }, '← All traces'),
    choice('By', 'by', [['service', 'Services'], ['operation', 'Operations'], ['actor', 'Actor types']]),
    choice('Time', 'since', [['1h', 'Last hour'], ['24h', 'Last day'], ['168h', 'Last week']]),
    el('button', { type: 'button', onclick: load }, 'Refresh'));
  load();
  return () => { asked = -1; };

  function choice(label, name, options) {
    const select = el('select', { 'aria-label': label, onchange: () => set(name, select.value) },
      ...options.map(([value, text]) => el('option', { value }, text)));
    select.value = wanted[name];
    return select;
  }

  function set(name, value) {
    wanted[name] = value;
    history.pushState(null, '', at(`/figures?${new URLSearchParams(Object.entries(wanted).filter(([, one]) => one))}`));
    if (name === 'sort') draw();
    else load();
  }

  async function load() {
    if (asked < 0) return;
    const mine = ++asked;
    service.textContent = `service: ${wanted.service} ✕`;
    try {
      const question = new URLSearchParams({ by: wanted.by, since: wanted.since, ...wanted.service ? { service: wanted.service } : {} });
      const reply = await fetch(at(`/api/figures?${question}`));
      const figures = await reply.json();
      if (mine !== asked) return;
      if (!reply.ok) message('There are no figures', figures.error);
      else {
        answer = figures;
        draw();
      }
    } catch (problem) {
      if (mine === asked) message('The figures cannot be loaded', String(problem.message));
    }
  }

  function message(title, text) {
    view.replaceChildren(head(), el('div', { class: 'empty' }, el('strong', {}, title), text));
  }

  function head() {
    return el('div', { class: 'figures-head', hidden: !wanted.service }, service);
  }

  function draw() {
    if (!answer.rows.length) {
      message('No figures yet', 'No span was stored in that time.');
      return;
    }
    const order = orders[wanted.sort] ?? orders.time;
    const rows = [...answer.rows].sort((a, b) => order(b) - order(a));
    view.replaceChildren(head(), el('section', { class: 'figures', 'aria-label': 'Figures' },
      ...answer.notes.map(note => el('p', { class: 'note' }, note)), heading(), ...rows.map(drawn)));
  }

  function heading() {
    const sorting = (name, text, title) => el('button', {
      type: 'button', class: 'sorting', title, 'aria-pressed': String(wanted.sort === name), onclick: () => set('sort', wanted.sort === name ? '' : name),
    }, text);
    return el('div', { class: 'figure-row heading' },
      el('span', { class: 'what' }, { service: 'Service', operation: 'Operation', actor: 'Actor type' }[wanted.by]),
      el('span', { class: 'steps' }, 'Over time'),
      el('span', { class: 'number' }, sorting('rate', 'Spans/s', 'Most spans first')),
      el('span', { class: 'number' }, sorting('errors', 'Failed', 'Most failures first')),
      el('span', { class: 'number p50' }, sorting('p50', 'p50', 'Slowest median first')),
      el('span', { class: 'number' }, sorting('p95', 'p95', 'Slowest 95th percentile first')),
      el('span', { class: 'number' }, sorting('p99', 'p99', 'Slowest 99th percentile first')),
      el('span', { class: 'exemplars' }, 'Slowest and failed traces'));
  }

  function drawn(figures) {
    const share = figures.failed / figures.spans;
    return el('div', { class: 'figure-row', 'data-name': figures.operation || figures.actorType || figures.service },
      el('span', { class: 'what' }, ...names(figures)),
      el('span', { class: 'steps', title: `${count(Math.round(figures.spans), 'span')} in ${count(figures.steps.length, 'step')}` }, bars(figures.steps)),
      el('span', { class: 'number' }, rate(figures.perSecond)),
      el('a', {
        class: `number failed-share${figures.failed ? ' some' : ''}`, 'data-route': true,
        href: searchFor(...of(figures), ['error', 'true'], ['since', wanted.since]), title: 'Traces of this row that have failed spans',
      }, figures.failed ? `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %` : '–'),
      ...['p50', 'p95', 'p99'].map(name => el('span', { class: `number ${name}` }, duration(figures[`${name}Nanos`]))),
      el('span', { class: 'exemplars' },
        ...figures.slowest.slice(0, 2).map(one => exemplar(one, '')), ...figures.failedTraces.slice(0, 2).map(one => exemplar(one, 'bad'))));
  }

  function names(figures) {
    const from = wanted.by === 'service' ? null : el('a', {
      class: 'from cut', href: '#', title: 'Only this service',
      onclick: event => {
        event.preventDefault();
        set('service', figures.service);
      },
    }, figures.service);
    const name = wanted.by === 'service' ? figures.service : wanted.by === 'actor' ? figures.actorType || '(no actor)' : figures.operation || '(no name)';
    return [
      el('a', { class: 'service operation', style: { '--hue': hue(figures.service) }, href: searchFor(...of(figures), ['since', wanted.since]), 'data-route': true, title: name },
        el('span', { class: 'cut' }, name)), from];
  }

  function of(figures) {
    if (wanted.by === 'actor' && figures.actorType) return [['service', figures.service], ['actorType', figures.actorType]];
    return [['service', figures.service], ...(wanted.by === 'operation' && figures.operation ? [['operation', figures.operation]] : [])];
  }
}

const exemplar = (one, kind) => el('a', {
  class: kind, href: `/trace/${one.id}`, 'data-route': true, title: `${kind ? 'A failed span' : 'A slow span'} of trace ${one.id}`,
}, `${kind ? '✕ ' : ''}${duration(one.durationNanos)}`);

const rate = perSecond => perSecond >= 99.5 ? Math.round(perSecond).toLocaleString() : perSecond >= 0.0995 ? perSecond.toFixed(1)
  : perSecond > 0 ? perSecond.toPrecision(1) : '0';

function bars(steps) {
  const most = Math.max(1, ...steps);
  return svg('svg', { viewBox: `0 0 ${steps.length} 24`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    ...steps.map((spans, at) => svg('rect', { x: at + 0.1, width: 0.8, y: 24 - 24 * spans / most, height: 24 * spans / most })));
}
