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

/** Fills panels anew, each of which stays scrolled to where it is: on a narrow screen the buttons are at the far end. */
export function refill(container, panels) {
  while (container.children.length > panels.length) container.lastElementChild.remove();
  panels.forEach((panel, i) => {
    const there = container.children[i];
    if (!there) container.append(panel);
    else if (there.dataset.upstream !== panel.dataset.upstream) there.replaceWith(panel);
    else there.replaceChildren(...panel.childNodes);
  });
}

/** Names with their values, in a line. */
export function facts(pairs) {
  return el('dl', {}, ...pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

export function row(...cells) {
  return el('tr', {}, ...cells.map((c) => (c instanceof HTMLTableCellElement ? c : el('td', {}, c))));
}
