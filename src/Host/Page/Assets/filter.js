import { el } from './dom.js';

// The list's filter; it stays as it is while one trace is looked at.
const wanted = { service: '', text: '', errors: false };

export function matches(trace) {
  if (wanted.service && !trace.services.some(service => service.name === wanted.service)) return false;
  if (wanted.errors && trace.errors === 0) return false;
  const text = wanted.text.trim().toLowerCase();
  return !text || [trace.id, trace.operation, trace.service, trace.completeness.text,
    ...trace.services.map(service => service.name)].some(part => part.toLowerCase().includes(text));
}

// From elsewhere on the page: all traces of one service.
export function showOnly(service) {
  Object.assign(wanted, { service, text: '', errors: false });
}

export function filterTools(changed) {
  const services = el('select', {
    'aria-label': 'Service',
    onchange: () => { wanted.service = services.value; changed(); },
  });
  const text = el('input', {
    type: 'search', placeholder: 'Filter by operation, service or trace id', 'aria-label': 'Filter', value: wanted.text,
    oninput: () => { wanted.text = text.value; changed(); },
  });
  const errors = el('button', {
    type: 'button', 'aria-pressed': String(wanted.errors),
    onclick: () => {
      wanted.errors = !wanted.errors;
      errors.setAttribute('aria-pressed', String(wanted.errors));
      changed();
    },
  }, 'Errors only');
  return { elements: [services, text, errors], offer: traces => offer(services, traces) };
}

// Only when the names changed: replacing options closes a list that is open.
function offer(select, traces) {
  const names = new Set(wanted.service ? [wanted.service] : []);
  for (const trace of traces) for (const service of trace.services) names.add(service.name);
  const sorted = [...names].sort();
  if (select.dataset.names === JSON.stringify(sorted)) return;
  select.dataset.names = JSON.stringify(sorted);
  select.replaceChildren(el('option', { value: '' }, 'All services'), ...sorted.map(name => el('option', { value: name }, name)));
  select.value = wanted.service;
}
