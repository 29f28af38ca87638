import { byId } from './dom.js';
import { showComparison } from './compare.js';
import { showFigures } from './figures.js';
import { showGraph } from './graph.js';
import { showList } from './list.js';
import { connect } from './live.js';
import { pathname } from './place.js';
import { showTrace } from './trace.js';

const view = byId('view');
const places = { '/figures': showFigures, '/graph': showGraph };
let leave = () => {};

function route() {
  leave();
  const path = pathname();
  const trace = path.match(/^\/trace\/([0-9a-fA-F]{1,32})$/);
  const pair = path.match(/^\/compare\/([0-9a-fA-F]{1,32})\/([0-9a-fA-F]{1,32})$/);
  if (trace) leave = showTrace(view, trace[1].toLowerCase());
  else if (pair) leave = showComparison(view, pair[1].toLowerCase(), pair[2].toLowerCase());
  else leave = (places[path] ?? showList)(view);
}

// Links marked so change the view without loading the page anew; with a modifier they are links as any other.
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-route]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  // A link of a drawing has its address in an object.
  const address = new URL(link.href.baseVal ?? link.href, location.href).href;
  if (address !== location.href) history.pushState(null, '', address);
  route();
});

addEventListener('popstate', route);
connect();
route();
