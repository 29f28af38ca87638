import { el } from './dom.js';

const meanings = {
  open: 'More spans may come; these are the ones that are here so far.',
  exact: 'Every span that was announced is here.',
  settled: 'Nothing is known to be missing, and nothing came for a while; some spans are of libraries that do not count.',
};

export function badge(completeness) {
  const { kind, reason, text } = completeness;
  return el('span', { class: `badge ${kind}`, title: meanings[kind] ?? text }, reason ? `${kind}: ${reason}` : kind);
}

export const errorBadge = errors =>
  el('span', { class: 'badge error', title: `${errors} of its spans failed` }, errors === 1 ? '1 error' : `${errors} errors`);
