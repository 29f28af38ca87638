import { axis, lane } from './bars.js';
import { hue } from './colour.js';
import { el } from './dom.js';

const rowHeight = 30;
// Deeper levels are drawn at this one: names must stay readable.
const deepest = 18;

// The rows of a trace: only those in sight are elements, so a trace of thousands is as quick as one of ten.
export function waterfall(trace, onChoose) {
  const all = el('div', { class: 'rows-all' });
  const rows = el('div', { class: 'rows', role: 'tree', tabindex: '0', 'aria-label': 'Spans', onscroll: draw, onkeydown: key }, all);
  const element = el('section', { class: 'waterfall' }, axis(trace.lengthNanos), rows);
  const folded = new Set();
  let open = [];
  let chosen = null;

  unfold();
  return {
    element,
    choose,
    start() {
      new ResizeObserver(draw).observe(rows);
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
      class: `span-row${span.gap ? ' gap' : ''}${span.error ? ' failed' : ''}${isChosen ? ' chosen' : ''}`,
      role: 'treeitem', id: `row-${at}`, 'data-span': span.id, 'aria-level': String(span.depth + 1), 'aria-selected': String(isChosen),
      'aria-expanded': span.children ? String(!folded.has(span)) : undefined,
      style: { top: `${at * rowHeight}px` }, onclick: () => choose(span),
    }, name(span), lane(span, trace.lengthNanos));
  }

  function name(span) {
    const indent = 12 + Math.min(span.depth, deepest) * 16;
    return el('div', { class: 'name', style: { '--hue': span.gap ? '0' : hue(span.service), 'padding-left': `${indent}px` } },
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
    if (!actions[event.key] || open.length === 0) return;
    event.preventDefault();
    actions[event.key]();
  }
}

const words = {
  'tracing.stashed': 'stashed', 'tracing.detached': 'detached', 'tracing.unhandled': 'unhandled', 'tracing.undelivered': 'undelivered',
};

function marks(span) {
  return (span.tags ?? []).filter(([key, value]) => words[key] && value !== 'false')
    .map(([key, value]) => el('span', { class: 'tag', title: value }, words[key]));
}
