// The stretch of a trace that is in sight: the whole, or what was zoomed in on. Wheel with Ctrl, keys and a drag along the
// axis change it; a drag over the bars moves it.

const least = 1_000;

export function sightOf(whole, changed) {
  const sight = { from: 0, length: Math.max(1, whole) };
  const isWhole = () => sight.length >= whole;

  function show(from, length) {
    sight.length = Math.min(Math.max(1, whole), Math.max(Math.min(least, whole), length));
    sight.from = Math.min(Math.max(0, from), Math.max(0, whole - sight.length));
    changed();
  }

  // The moment at this share of the room stays where it is.
  const zoom = (factor, at = 0.5) => show(sight.from + sight.length * at * (1 - factor), sight.length * factor);
  const move = share => show(sight.from + sight.length * share, sight.length);
  const reset = () => show(0, whole);

  // Wheel and drags. roomOf says where times are drawn: from which x, and how wide.
  function follow(element, roomOf) {
    const shareAt = event => {
      const room = roomOf();
      return (event.clientX - room.left) / room.width;
    };
    element.addEventListener('wheel', event => {
      if (event.ctrlKey || event.metaKey) zoom(event.deltaY > 0 ? 1.25 : 0.8, shareAt(event));
      else if (event.shiftKey && !isWhole()) move(Math.sign(event.deltaY || event.deltaX) * 0.1);
      else return;
      event.preventDefault();
    }, { passive: false });
    element.addEventListener('pointerdown', event => {
      const begin = shareAt(event);
      const isAxis = event.target.closest('.axis') !== null;
      if (event.button !== 0 || begin < 0 || (!isAxis && isWhole()) || event.pointerType === 'touch') return;
      const from = sight.from;
      const onmove = moved => {
        if (!isAxis) show(from + (begin - shareAt(moved)) * sight.length, sight.length);
      };
      const onup = released => {
        removeEventListener('pointermove', onmove);
        const end = shareAt(released);
        if (isAxis && Math.abs(end - begin) > 0.01)
          show(sight.from + sight.length * Math.max(0, Math.min(begin, end)), sight.length * Math.abs(end - begin));
      };
      addEventListener('pointermove', onmove);
      addEventListener('pointerup', onup, { once: true });
    });
  }

  const keys = { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), 0: reset, ',': () => move(-0.25), '.': () => move(0.25) };
  return { now: sight, isWhole, zoom, reset, follow, key: name => keys[name] };
}
