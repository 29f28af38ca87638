import { byId } from './dom.js';
import { at } from './place.js';

// Keeps the newest traces for whichever view is shown. The browser reconnects by itself; each connection begins with the
// newest traces anew, so nothing that came in between is missing.

const limit = 400;
const watchers = new Set();

export const traces = new Map();

let isKnown = false;

// Until the first answer, no traces means nothing.
export const isEmpty = () => isKnown && traces.size === 0;

export function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function connect() {
  const source = new EventSource(at('/api/live'));
  source.onopen = () => show('on', 'live');
  source.onerror = () => {
    show('off', 'reconnecting…');
    // A refusal ends the source for good; a lost connection does not.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
  source.addEventListener('newest', message => {
    isKnown = true;
    traces.clear();
    for (const trace of JSON.parse(message.data).reverse()) traces.set(trace.id, trace);
    tell(null);
  });
  source.addEventListener('trace', message => {
    const trace = JSON.parse(message.data);
    // A revision stays where its trace is; a Map keeps the place of a key that it has.
    const isNew = !traces.has(trace.id);
    traces.set(trace.id, trace);
    if (traces.size > limit) traces.delete(traces.keys().next().value);
    tell(isNew ? trace : null);
  });
  // A trace that was open and is not kept: sampling dropped it.
  source.addEventListener('gone', message => {
    if (traces.delete(JSON.parse(message.data))) tell(null);
  });
  source.addEventListener('unanswered', message => {
    const nodes = JSON.parse(message.data);
    if (nodes.length) show('off', `not all nodes answer: ${nodes.join('; ')}`);
    else show('on', 'live');
  });
  source.addEventListener('skipped', message => show('on', `live, ${Number(message.data).toLocaleString()} not shown`));
}

function tell(arrived) {
  for (const watcher of watchers) watcher(arrived);
}

function show(state, text) {
  const live = byId('live');
  live.className = `live ${state}`;
  live.textContent = text;
}
