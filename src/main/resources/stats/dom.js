/** An element with its attributes and children; text stays text. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** As people read it; a dash where there is nothing to tell. */
export function number(value) {
  return value === null || value === undefined ? '–' : plain.format(value);
}

/** A table with its head; the first column is to the left. */
export function table(head, rows) {
  return el('table', {}, el('thead', {}, el('tr', {}, ...head.map((h) => el('th', { scope: 'col', ...(h === 'State' && { class: 'left' }) }, h)))), el('tbody', {}, ...rows));
}

export function row(...cells) {
  return el('tr', {}, ...cells.map((c) => (c instanceof HTMLTableCellElement ? c : el('td', {}, c))));
}
