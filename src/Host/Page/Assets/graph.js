import { hue } from './colour.js';
import { byId, el, svg } from './dom.js';
import { count } from './format.js';
import { layOut } from './layout.js';
import { at } from './place.js';
import { lastList, searchFor } from './search.js';

// Three columns fit a narrow page.
const isNarrow = matchMedia('(max-width: 700px)');
const box = {
  height: 46, down: 22,
  get width() { return isNarrow.matches ? 118 : 200; },
  get across() { return isNarrow.matches ? 56 : 110; },
  get margin() { return isNarrow.matches ? 10 : 24; },
};
const hour = 3_600_000;

// Who calls whom in the newest traces, between services or actors. The result takes it down.
export function showGraph(view) {
  let asked = 0;
  const given = new URLSearchParams(location.search);
  const wanted = { by: given.get('by') ?? 'service', lookback: given.get('lookback') ?? String(hour) };
  document.title = 'Graph';
  byId('tools').replaceChildren(
    el('a', { href: lastList(), 'data-route': true, class: 'soft' }, '← All traces'),
    choice('Between', 'by', [['service', 'Services'], ['actor', 'Actors']]),
    choice('Time', 'lookback', [[hour / 4, 'Last 15 minutes'], [hour, 'Last hour'], [24 * hour, 'Last day'], [7 * 24 * hour, 'Last week']]),
    el('button', { type: 'button', onclick: load }, 'Refresh'));
  load();
  return () => { asked = -1; };

  function choice(label, name, options) {
    const select = el('select', {
      'aria-label': label, onchange: () => {
        wanted[name] = select.value;
        history.pushState(null, '', at(`/graph?${new URLSearchParams(wanted)}`));
        load();
      },
    }, ...options.map(([value, text]) => el('option', { value: String(value) }, text)));
    select.value = String(wanted[name]);
    return select;
  }

  async function load() {
    if (asked < 0) return;
    const mine = ++asked;
    const { by, lookback } = wanted;
    try {
      const answer = await fetch(at(`/api/graph?by=${by}&lookback=${lookback}`));
      const graph = await answer.json();
      if (mine !== asked) return;
      if (!answer.ok) message('There is no graph', graph.error);
      else if (!graph.nodes.length) message('Nobody calls anybody', by === 'actor' ? 'No span of that time is an actor’s.' : 'No span ran in that time.');
      else view.replaceChildren(...draw(graph, by, lookback));
    } catch (problem) {
      if (mine === asked) message('The graph cannot be loaded', String(problem.message));
    }
  }

  function message(title, text) {
    view.replaceChildren(el('div', { class: 'empty' }, el('strong', {}, title), text));
  }
}

function draw(graph, by, lookback) {
  const { backward, places, bends } = layOut(graph.nodes, graph.edges, { box: box.height + box.down, line: box.down });
  const most = part => Math.max(...[...places.values()].map(place => place[part]));
  const size = {
    width: 2 * box.margin + most('column') * (box.width + box.across) + box.width,
    height: 2 * box.margin + most('y') + 2 * (box.height + box.down),
  };
  const lines = svg('svg', { width: size.width, height: size.height, 'aria-hidden': 'true' });
  for (const edge of graph.edges) lines.append(line(edge, places, bends(edge), backward.has(edge), by, lookback));
  // Numbers on more lines than these cannot be told apart; those of a box are shown while it is pointed at.
  const isCrowded = graph.edges.length > 30;
  return [
    el('section', { class: 'graph-head' },
      el('span', {}, `${count(graph.nodes.length, by)}, ${count(graph.edges.length, 'way')} between them, of ${count(graph.traces, 'trace')}`),
      ...graph.notes.map(note => el('p', { class: 'note' }, note))),
    el('section', { class: `graph${isCrowded ? ' crowded' : ''}`, 'aria-label': 'Graph of calls' },
      el('div', { class: 'graph-all', style: { width: `${size.width}px`, height: `${size.height}px` } },
        lines, ...graph.nodes.map(node => drawn(node, graph.edges, places.get(node.name), by, lookback, lines)))),
  ];
}

const left = place => box.margin + place.column * (box.width + box.across);
const top = place => box.margin + place.y;
const middle = place => top(place) + box.height / 2;

function drawn(node, edges, place, by, lookback, lines) {
  const calls = edges.filter(edge => edge.from === node.name).map(edge => `${edge.to}: ${tally(edge.calls, 'call', edge.errors)}`);
  const point = isOn => () => {
    for (const one of lines.children) one.classList.toggle('lit', isOn && [one.dataset.from, one.dataset.to].includes(node.name));
  };
  const properties = {
    class: `node${node.errors ? ' failed' : ''}`, title: [node.name, ...calls].join('\n'), 'data-name': node.name,
    onmouseenter: point(true), onmouseleave: point(false),
    style: { left: `${left(place)}px`, top: `${top(place)}px`, width: `${box.width}px`, height: `${box.height}px`, '--hue': hue(node.name) },
  };
  const texts = [el('span', { class: 'operation cut' }, node.name), el('span', { class: 'soft cut' }, tally(node.spans, 'span', node.errors))];
  return el('a', { ...properties, href: searchFor(...of(node.name, by), since(lookback)), 'data-route': true }, ...texts);
}

const since = lookback => ['since', lookback < hour ? `${lookback / 60_000}m` : `${lookback / hour}h`];

// The search for what a box stands for: a service, or actors by path and type. Names that Akka.NET made up are one box, so
// the actor above them is asked for.
function of(name, by) {
  if (by === 'service') return [['service', name]];
  const [, path, type] = name.match(/^(.*?)(?: \(([^()]*)\))?$/);
  const above = path.includes('/$') ? path.slice(0, path.indexOf('/$')) : path;
  return [['actor', above], ...(type ? [['actorType', type]] : [])];
}

const tally = (times, noun, errors) => `${count(times, noun)}${errors ? `, ${errors.toLocaleString()} failed` : ''}`;

// From box to box, through its places in the columns between. One that leads back goes below the boxes.
function line(edge, places, bends, isBackward, by, lookback) {
  const [a, b] = [places.get(edge.from), places.get(edge.to)];
  const points = [[left(a) + box.width, middle(a)],
    ...bends.flatMap(bend => [[left(bend), top(bend)], [left(bend) + box.width, top(bend)]]),
    [left(b), middle(b)]];
  const drop = isBackward ? box.height + box.down : 0;
  const half = box.across / 2;
  let path = `M ${points[0].join(' ')}`;
  for (let i = 1; i < points.length; i += 2) {
    const [[x1, y1], [x2, y2]] = [points[i - 1], points[i]];
    path += ` C ${x1 + half} ${y1 + drop}, ${x2 - half} ${y2 + drop}, ${x2} ${y2}`;
    if (i + 1 < points.length) path += ` L ${points[i + 1].join(' ')}`;
  }
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  // The spans that were called; between services, by this caller.
  const calls = searchFor(...of(edge.to, by), ...(by === 'service' && edge.from !== edge.to ? [['caller', edge.from]] : []), since(lookback));
  return svg('a', { class: `edge${edge.errors ? ' failed' : ''}${isBackward ? ' backward' : ''}`, 'data-from': edge.from, 'data-to': edge.to, href: calls, 'data-route': '', tabindex: '-1' },
    svg('path', { d: path, class: 'touch' }), svg('path', { d: path, 'stroke-width': 1 + Math.log10(edge.calls) }),
    svg('text', { x: (x1 + x2) / 2, y: (y1 + y2) / 2 + drop * 0.75 - 5 },
      edge.errors ? `${edge.calls.toLocaleString()} (${edge.errors.toLocaleString()} failed)` : edge.calls.toLocaleString()));
}
