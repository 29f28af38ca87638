// A hue for each service: where its name says, or the next that no other service on this page has. None is near the red
// that says failed.

const hues = [255, 165, 305, 210, 75, 135, 280, 345, 187, 232, 105, 325];
const taken = new Map();

export function hue(service) {
  if (!taken.has(service)) {
    let at = 0;
    for (const character of service) at = (at * 31 + character.codePointAt(0)) % 9973;
    const used = new Set(taken.values());
    for (let i = 0; i < hues.length && used.has(hues[at % hues.length]); i++) at++;
    taken.set(service, hues[at % hues.length]);
  }
  return String(taken.get(service));
}
