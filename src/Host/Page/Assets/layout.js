// Places the boxes of a graph in columns: whoever calls is left of whom it calls. Where calls go in a circle, those that
// lead back are told apart, and do not count for that. A line over several columns has a place of its own in each between.
// Heights are those of a box and of a line, with what is to be free below.

export function layOut(nodes, edges, heights) {
  const from = new Map(nodes.map(node => [node.name, []]));
  const hasCaller = new Set();
  for (const edge of edges) {
    from.get(edge.from).push(edge);
    hasCaller.add(edge.to);
  }
  const backward = new Set();
  const column = new Map(nodes.map(node => [node.name, 0]));
  for (const name of order(nodes, from, hasCaller, backward))
    for (const edge of from.get(name))
      if (!backward.has(edge)) column.set(edge.to, Math.max(column.get(edge.to), column.get(name) + 1));

  const columns = [];
  const put = (at, item) => (columns[at] ??= []).push(item);
  for (const node of nodes) put(column.get(node.name), { key: node.name, height: heights.box, weight: node.spans, before: [] });
  const items = new Map(columns.flat().map(item => [item.key, item]));
  const between = new Map();
  for (const edge of edges) {
    if (backward.has(edge)) continue;
    let last = edge.from;
    const bends = [];
    for (let at = column.get(edge.from) + 1; at < column.get(edge.to); at++) {
      const bend = { key: {}, height: heights.line, weight: 0, before: [last] };
      put(at, bend);
      bends.push(last = bend.key);
    }
    items.get(edge.to).before.push(last);
    between.set(edge, bends);
  }

  const places = rows(columns);
  return { backward, places, bends: edge => (between.get(edge) ?? []).map(key => places.get(key)) };
}

// Callers before those they call. Those that nobody calls are begun with, then the busiest.
function order(nodes, from, hasCaller, backward) {
  const state = new Map();
  const done = [];
  const starts = [...nodes].sort((a, b) => hasCaller.has(a.name) - hasCaller.has(b.name) || b.spans - a.spans);
  for (const node of starts) visit(node.name);
  return done.reverse();

  function visit(name) {
    if (state.has(name)) return;
    state.set(name, 'open');
    for (const edge of from.get(name)) {
      if (state.get(edge.to) === 'open') backward.add(edge);
      else visit(edge.to);
    }
    state.set(name, 'done');
    done.push(name);
  }
}

// In a column, each as far down as what leads to it is in the middle.
function rows(columns) {
  const places = new Map();
  for (const [x, items] of columns.entries()) {
    const middle = ({ before }) => before.reduce((sum, key) => sum + places.get(key).y, 0) / before.length || 0;
    const wanted = new Map(items.map(item => [item, middle(item)]));
    items.sort((a, b) => wanted.get(a) - wanted.get(b) || b.weight - a.weight);
    let y = 0;
    for (const { key, height } of items) {
      places.set(key, { column: x, y });
      y += height;
    }
  }
  return places;
}
