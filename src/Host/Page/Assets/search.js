// A search is the address: its parameters are those of /api/search. So it survives a reload, and a copied address finds
// the same.

import { at, pathname } from './place.js';

// The list as it was left, for the way back to it; also after a reload.
export const lastList = () => sessionStorage.getItem('list') ?? '/';

export const remember = () => sessionStorage.setItem('list', pathname() + location.search);

export const parameters = () => new URLSearchParams(location.search);

export const isSearch = wanted => [...wanted.keys()].some(name => name !== 'view');

export function addressOf(wanted) {
  const text = wanted.toString();
  return text ? `/?${text}` : '/';
}

// The address of a search for these parameters: pairs of name and value.
export const searchFor = (...pairs) => addressOf(new URLSearchParams(pairs));

export async function search(wanted, after, stop) {
  const asked = new URLSearchParams(wanted);
  asked.set('limit', '50');
  if (after) asked.set('after', after);
  const answer = await fetch(at(`/api/search?${asked}`), { signal: stop });
  const found = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(found.error), { parameter: found.parameter, column: found.column, line: found.line });
  return found;
}

export async function names(path, stop) {
  const answer = await fetch(at(path), { signal: stop });
  return answer.ok ? (await answer.json()).data : [];
}

// A condition on an attribute as /api/search reads it. Quotes keep a text a text, and spaces in one condition.
export const condition = (key, value, place = '') =>
  `${place ? `${place}:` : ''}${key}=${/^[\w./:@%+-]+$/.test(value) ? value : JSON.stringify(value)}`;

// Conditions are apart by spaces, unless they are within quotes.
export const conditions = text => text.match(/(?:[^\s"]|"(?:\\.|[^"\\])*"?)+/g) ?? [];
