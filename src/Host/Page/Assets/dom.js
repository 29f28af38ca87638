// Elements are made here and nowhere else. Text goes in as text: a span's name can never become markup.

import { at } from './place.js';

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, set] of Object.entries(value)) element.style.setProperty(key, set);
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : name === 'href' ? at(value) : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, properties = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, name === 'href' ? at(value) : value);
  element.append(...children);
  return element;
}

export const byId = id => document.getElementById(id);
