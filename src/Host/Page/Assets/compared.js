import { el } from './dom.js';

// The trace that others are compared with, until the page is loaded anew.
let base = null;

// What a trace's head offers: to compare it with the one chosen before, or to choose it.
export function comparing(id) {
  if (base && base !== id)
    return el('a', { class: 'id', href: `/compare/${base}/${id}`, 'data-route': true }, `Compare with ${base.slice(0, 8)}…`);
  const choose = el('button', {
    class: 'id', type: 'button', title: 'Compare this trace with another, which you open next',
    onclick: () => {
      base = id;
      choose.textContent = 'now open the other trace';
    },
  }, 'Compare…');
  return choose;
}

export const forget = () => { base = null; };
