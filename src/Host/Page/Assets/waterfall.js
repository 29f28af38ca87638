import { axis, lane } from './bars.js';
import { hue } from './colour.js';
import { el } from './dom.js';
import { sightOf } from './sight.js';

const rowHeight = 30;
// Deeper levels are drawn at this one: names must stay readable.
const deepest = 18;

// The rows of a trace: only those in sight are elements, so a trace of thousands is as quick as one of ten.
export function waterfall(trace, onChoose) {
  const all = el('div', { class: 'rows-all' });
  const rows = el('div', { class: 'rows', role: 'tree', tabindex: '0', 'aria-label': 'Spans', onscroll: draw, onkeydown: key }, all);
  const sight = sightOf(trace.lengthNanos, zoomed);
  let scale = axis(sight.now);
  const element = el('section', { class: 'waterfall' }, scale, rows);
  const folded = new Set();
  let open = [];
  let chosen = null;
  let wanted = () => false;

  unfold();
  sight.follow(element, () => (element.querySelector('.rows .lane') ?? scale.querySelector('.ticks')).getBoundingClientRect());
  return {
    element,
    choose,
    sight,
    start() {
      new ResizeObserver(draw).observe(rows);
      draw();
    },
    // Marks the rows that match, and returns how many there are.
    mark(matches) {
      wanted = matches;
      draw();
      return trace.rows.filter(wanted).length;
    },
    // The next row, or the one before, for which this is true; from the chosen one on, and round at the end.
    go(matches, step) {
      const at = trace.rows.indexOf(chosen);
      const { length } = trace.rows;
      for (let i = 1; i <= length; i++) {
        const next = trace.rows[(((at < 0 && step < 0 ? 0 : at) + i * step) % length + length) % length];
        if (matches(next)) return reveal(next);
      }
      return null;
    },
    find: id => trace.rows.find(span => span.id === id && !span.gap),
    reveal,
    foldAll(isFolded) {
      folded.clear();
      if (isFolded) for (const span of trace.rows) if (span.children) folded.add(span);
      unfold();
      draw();
    },
  };

  // Those not below a folded one. Rows come in the order of the tree, so a fold hides what follows at greater depth.
  function unfold() {
    open = [];
    let hiddenBelow = Infinity;
    for (const span of trace.rows) {
      if (span.depth > hiddenBelow) continue;
      hiddenBelow = folded.has(span) ? span.depth : Infinity;
      open.push(span);
    }
    all.style.height = `${open.length * rowHeight}px`;
  }

  // Opens what is above a row, and chooses it.
  function reveal(span) {
    let depth = span.depth;
    for (let at = trace.rows.indexOf(span) - 1; at >= 0 && depth > 0; at--) {
      if (trace.rows[at].depth >= depth) continue;
      depth = trace.rows[at].depth;
      folded.delete(trace.rows[at]);
    }
    unfold();
    choose(span);
    return span;
  }

  function zoomed() {
    const next = axis(sight.now);
    scale.replaceWith(next);
    scale = next;
    element.classList.toggle('zoomed', !sight.isWhole());
    draw();
  }

  function draw() {
    const first = Math.max(0, Math.floor(rows.scrollTop / rowHeight) - 8);
    const last = Math.min(open.length, first + Math.ceil(rows.clientHeight / rowHeight) + 16);
    const drawn = [];
    for (let at = first; at < last; at++) drawn.push(row(open[at], at));
    all.replaceChildren(...drawn);
    if (chosen) rows.setAttribute('aria-activedescendant', `row-${open.indexOf(chosen)}`);
  }

  function row(span, at) {
    const isChosen = span === chosen;
    return el('div', {
      class: `span-row${span.gap ? ' gap' : ''}${span.error ? ' failed' : ''}${isChosen ? ' chosen' : ''}${wanted(span) ? ' found' : ''}`,
      role: 'treeitem', id: `row-${at}`, 'data-span': span.id, 'aria-level': String(span.depth + 1), 'aria-selected': String(isChosen),
      'aria-expanded': span.children ? String(!folded.has(span)) : undefined,
      style: { top: `${at * rowHeight}px` }, onclick: () => choose(span),
    }, name(span), lane(span, sight.now));
  }

  function name(span) {
    const indent = 12 + Math.min(span.depth, deepest) * 16;
    return el('div', { class: 'name', style: { '--hue': span.gap ? '0' : hue(span.service), '--indent': `${indent}px` } },
      el('button', {
        class: `twist${span.children ? '' : ' leaf'}`, type: 'button', tabindex: '-1', 'aria-hidden': 'true',
        onclick: event => { event.stopPropagation(); fold(span, !folded.has(span)); },
      }, folded.has(span) ? '▶' : '▼'),
      el('span', { class: 'stripe' }),
      span.error ? el('span', { class: 'mark', title: span.message ?? 'failed' }, '!') : null,
      el('span', { class: 'operation cut', title: span.name }, span.gap ? `span ${span.id} is missing` : span.name || '(no name)'),
      el('span', { class: 'from cut' }, span.gap ? '' : span.service),
      span.cycle ? el('span', { class: 'tag', title: 'Its ancestors lead back to itself' }, 'cycle') : null,
      ...marks(span));
  }

  function fold(span, isFolded) {
    if (!span.children) return;
    if (isFolded) folded.add(span);
    else folded.delete(span);
    unfold();
    draw();
  }

  function choose(span) {
    chosen = span;
    onChoose(span && !span.gap ? span : null);
    if (span) {
      const top = open.indexOf(span) * rowHeight;
      if (top < rows.scrollTop) rows.scrollTop = top;
      else if (top + rowHeight > rows.scrollTop + rows.clientHeight) rows.scrollTop = top + rowHeight - rows.clientHeight;
    }
    draw();
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = open.indexOf(chosen);
    const actions = {
      ArrowDown: () => choose(open[Math.min(at + 1, open.length - 1)]),
      ArrowUp: () => choose(open[Math.max(at - 1, 0)]),
      Home: () => choose(open[0]),
      End: () => choose(open.at(-1)),
      ArrowLeft: () => chosen && fold(chosen, true),
      ArrowRight: () => chosen && fold(chosen, false),
      Escape: () => choose(null),
    };
    const action = actions[event.key] ?? sight.key(event.key);
    if (!action || open.length === 0) return;
    event.preventDefault();
    action();
  }
}

const words = {
  'tracing.stashed': 'stashed', 'tracing.detached': 'detached', 'tracing.unhandled': 'unhandled', 'tracing.undelivered': 'undelivered',
};

function marks(span) {
  return (span.tags ?? []).filter(([key, value]) => words[key] && value !== 'false')
    .map(([key, value]) => el('span', { class: 'tag', title: value }, words[key]));
}
