import { el } from './dom.js';

const around = 24;

// A field for a query in TraceQL. changed is called with its text, and whether somebody is still typing.
export function queryField(text, changed) {
  const problem = el('pre', { class: 'problem', id: 'query-problem', role: 'alert', hidden: true });
  const field = el('textarea', {
    name: 'q', rows: '2', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'TraceQL', 'aria-describedby': 'query-problem',
    placeholder: '{ resource.service.name = "shop" && duration > 100ms } >> { status = error }',
    oninput: () => changed(field.value.trim(), true),
    onkeydown: event => {
      // With Shift it is a new line.
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      changed(field.value.trim(), false);
    },
  });
  field.value = text;
  return {
    element: el('div', { class: 'query' }, field, problem),
    focus: () => field.focus(),
    clear() {
      field.value = '';
      refuse(null);
    },
    refuse,
  };

  // Shows the line at fault with a mark under the column.
  function refuse(fault) {
    const isMine = fault?.parameter === 'q';
    problem.hidden = !isMine;
    if (isMine) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    const line = isMine && fault.column ? field.value.trim().split('\n')[fault.line - 1] : null;
    problem.textContent = !isMine ? '' : `${marked(line, fault.column)}${fault.message.replace("parameter 'q': ", '')}`;
  }
}

// The text around a column, short enough for one line of a narrow page, and a mark below the column.
function marked(line, column) {
  if (!line) return '';
  const begin = Math.max(0, column - 1 - around);
  const before = (begin > 0 ? '…' : '') + line.slice(begin, column - 1);
  const after = line.slice(column - 1, column - 1 + around) + (line.length > column - 1 + around ? '…' : '');
  return `${before}${after}\n${' '.repeat(before.length)}^\n`;
}
