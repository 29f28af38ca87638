import { el } from './dom.js';
import { queryField } from './query.js';
import { conditions, names } from './search.js';

const times = [['', 'Any time'], ['15m', 'Last 15 minutes'], ['1h', 'Last hour'], ['6h', 'Last 6 hours'], ['24h', 'Last day'], ['168h', 'Last week']];
const kinds = [['', 'Any'], ['exact', 'Exact'], ['settled', 'Settled'], ['partial', 'Partial'], ['open', 'Open']];
const orders = [['', 'Newest first'], ['slowest', 'Slowest first']];
// Typing is searched for after a pause.
const pauseMillis = 300;
const inForm = ['q', 'service', 'operation', 'text', 'tag', 'since', 'from', 'until', 'minDuration', 'maxDuration', 'error', 'completeness', 'order'];
const inMore = ['operation', 'tag', 'from', 'until', 'minDuration', 'maxDuration', 'completeness'];
// A query in TraceQL says the other conditions itself.
const besideQuery = ['q', 'since', 'from', 'until', 'order'];

// The search over the store. changed is called with the new parameters, and whether somebody is still typing.
export function searchForm(wanted, changed) {
  const gone = new AbortController();
  let timer = 0;
  const service = select('service', 'Service', [['', 'All services']]);
  const operations = el('datalist', { id: 'operations' });
  const more = el('div', { class: 'more', hidden: !inMore.some(name => wanted.has(name)) },
    labelled('Operation', input('operation', { list: 'operations', placeholder: 'any' }), 'plain'), operations,
    labelled('Tags', input('tag', { placeholder: 'http.status_code>=500 resource:host.name=node-7', class: 'wide' }, true), 'plain'),
    labelled('Longer than', input('minDuration', { placeholder: '10ms', class: 'short' }), 'plain'),
    labelled('Shorter than', input('maxDuration', { placeholder: '2s', class: 'short' }), 'plain'),
    labelled('Complete', select('completeness', 'Complete', kinds), 'plain'),
    labelled('From', moment('from')), labelled('Until', moment('until')));
  const toggle = el('button', {
    type: 'button', 'aria-expanded': String(!more.hidden),
    onclick: () => {
      more.hidden = !more.hidden;
      toggle.setAttribute('aria-expanded', String(!more.hidden));
    },
  }, 'More');
  const errors = el('button', {
    type: 'button', class: 'plain', 'aria-pressed': String(wanted.get('error') === 'true'),
    onclick: () => {
      const isOn = errors.getAttribute('aria-pressed') !== 'true';
      errors.setAttribute('aria-pressed', String(isOn));
      set('error', isOn ? ['true'] : []);
    },
  }, 'Errors only');
  const query = queryField(wanted.get('q') ?? '', (text, isTyping) => set('q', text ? [text] : [], isTyping));
  const language = el('button', { type: 'button', 'aria-pressed': String(wanted.has('q')), title: 'Search by a query in TraceQL', onclick: changeLanguage }, 'TraceQL');
  const chips = el('div', { class: 'chips' });
  const element = el('form', { class: 'search', role: 'search', 'aria-label': 'Search', onsubmit: event => { event.preventDefault(); tell(false); } },
    service, query.element, input('text', { type: 'search', placeholder: 'Operation, service, status or trace id', 'aria-label': 'Text', class: 'text plain' }),
    errors, select('since', 'Time', times), select('order', 'Order', orders), language, toggle, more, chips);
  service.classList.add('plain');
  element.classList.toggle('by-query', wanted.has('q'));
  drawChips();
  offerServices();
  offerOperations();
  return {
    element,
    // The problem of the last search; null: there is none.
    refuse: query.refuse,
    order(value) {
      element.querySelector('[name=order]').value = value;
      set('order', value ? [value] : []);
    },
    leave() {
      clearTimeout(timer);
      gone.abort();
    },
  };

  function changeLanguage() {
    const isOn = language.getAttribute('aria-pressed') !== 'true';
    language.setAttribute('aria-pressed', String(isOn));
    element.classList.toggle('by-query', isOn);
    for (const name of [...wanted.keys()]) if (isOn ? !besideQuery.includes(name) && name !== 'view' : name === 'q') wanted.delete(name);
    for (const field of element.querySelectorAll('.plain[name], .plain [name]')) if (!wanted.has(field.name)) field.value = '';
    errors.setAttribute('aria-pressed', String(wanted.has('error')));
    if (isOn) query.focus();
    else query.clear();
    tell(false);
  }

  function set(name, values, isTyping = false) {
    wanted.delete(name);
    for (const value of values) wanted.append(name, value);
    // A moment and a time before now exclude each other.
    if (name === 'since') for (const other of ['from', 'until']) clear(other);
    if (name === 'from') clear('since');
    if (name === 'service') offerOperations();
    clearTimeout(timer);
    if (isTyping) timer = setTimeout(() => tell(true), pauseMillis);
    else tell(false);
  }

  function clear(name) {
    wanted.delete(name);
    element.querySelector(`[name=${name}]`).value = '';
  }

  function tell(isTyping) {
    clearTimeout(timer);
    drawChips();
    changed(isTyping);
  }

  function input(name, properties, isMany = false) {
    const field = el('input', {
      name, autocomplete: 'off', spellcheck: 'false', value: isMany ? wanted.getAll(name).join(' ') : wanted.get(name) ?? '', ...properties,
      oninput: () => set(name, isMany ? conditions(field.value) : field.value.trim() ? [field.value.trim()] : [], true),
    });
    return field;
  }

  function moment(name) {
    const field = el('input', {
      name, type: 'datetime-local', step: '1', value: local(wanted.get(name)),
      onchange: () => set(name, field.value ? [String(new Date(field.value).getTime())] : []),
    });
    return field;
  }

  function select(name, label, options) {
    const box = el('select', { name, 'aria-label': label, onchange: () => set(name, box.value ? [box.value] : []) });
    fill(box, options, wanted.get(name) ?? '');
    return box;
  }

  // Conditions that have no field of their own, such as those that a click elsewhere made.
  function drawChips() {
    const others = [...wanted].filter(([name]) => !inForm.includes(name));
    chips.hidden = others.length === 0;
    chips.replaceChildren(...others.map(([name, value]) => el('button', {
      type: 'button', class: 'chip', title: 'Remove this condition',
      onclick: () => set(name, wanted.getAll(name).filter(other => other !== value)),
    }, `${name}: ${value} ✕`)));
  }

  async function offerServices() {
    const all = await names('/api/services', gone.signal).catch(() => []);
    fill(service, [['', 'All services'], ...all.map(name => [name, name])], wanted.get('service') ?? '');
  }

  async function offerOperations() {
    const chosen = wanted.get('service');
    const all = chosen ? await names(`/api/services/${encodeURIComponent(chosen)}/operations`, gone.signal).catch(() => []) : [];
    if (wanted.get('service') === chosen) operations.replaceChildren(...all.map(name => el('option', { value: name })));
  }
}

const labelled = (text, field, kind) => el('label', { class: kind }, el('span', {}, text), field);

function fill(box, options, value) {
  const all = options.some(([known]) => known === value) ? options : [...options, [value, value]];
  box.replaceChildren(...all.map(([known, text]) => el('option', { value: known }, text)));
  box.value = value;
}

// Milliseconds since 1970, or any time that the address may have, as the field wants it: without a time zone.
function local(text) {
  const time = text ? new Date(/^\d+$/.test(text) ? Number(text) : text) : null;
  if (!time || Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
