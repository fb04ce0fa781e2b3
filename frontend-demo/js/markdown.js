import { blocksOf } from './blocks.js';
import { el, icon } from './dom.js';
import { closed, inline } from './inline.js';

/**
 * Shows markdown that grows. Only the blocks at the end that changed are built anew, so that a selection in what was
 * said before survives and a long answer costs no more per word than a short one.
 */
export class MarkdownView {
  #root;
  #shown = [];

  constructor(root) {
    this.#root = root;
  }

  /** @param running whether more is to come: unfinished marks in the last block are then taken as finished */
  show(text, running) {
    const blocks = blocksOf(text);
    const keys = blocks.map(({ type, source }, i) => {
      const last = running && i === blocks.length - 1;
      return { type, source: last && type !== 'code' ? closed(source) : source };
    });
    let same = 0;
    while (same < keys.length && this.#shown[same]?.source === keys[same].source) same++;
    while (this.#root.childNodes.length > same) this.#root.lastChild.remove();
    this.#root.append(...keys.slice(same).map(({ type, source }) => BUILD[type](source)));
    this.#shown = keys;
  }
}

const BUILD = {
  paragraph: (source) => el('p', {}, ...lines(source)),
  rule: () => el('hr'),
  quote: (source) => {
    const inside = source.replace(/^\s*> ?/gm, '');
    return el('blockquote', {}, ...blocksOf(inside).map((block) => BUILD[block.type](block.source)));
  },
  heading: (source) => {
    const [, marks, text] = /^(#+)\s+(.*)$/.exec(source) ?? [null, '#', ''];
    return el(`h${Math.min(4, marks.length + 1)}`, {}, ...inline(text.replace(/\s#+\s*$/, '')));
  },
  code: codeBlock,
  list: (source) => list(source.split('\n')),
  table,
};

function lines(text) {
  return text.split('\n').flatMap((line, i) => (i > 0 ? [el('br'), ...inline(line)] : inline(line)));
}

function codeBlock(source) {
  const [first, ...rest] = source.split('\n');
  if (/^\s*(```|~~~)\s*$/.test(rest.at(-1) ?? '')) rest.pop();
  const code = rest.join('\n');
  const copy = el('button', { type: 'button', className: 'quiet' }, icon('copy'), 'Copy');
  copy.addEventListener('click', () => copyText(code, copy));
  const language = first.replace(/[`~]/g, '').trim() || 'text';
  const pre = el('pre', { tabIndex: 0 }, el('code', {}, code));
  return el('div', { className: 'block' }, el('header', {}, el('span', {}, language), copy), pre);
}

/** Items at the first one's indent are its own; deeper lines belong to the item above them. */
function list(source) {
  const indent = /^\s*/.exec(source[0])[0].length;
  const ordered = /^\s*\d/.test(source[0]);
  const items = [];
  for (const line of source) {
    const [, space, , text] = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/s.exec(line) ?? [];
    if (space !== undefined && space.length <= indent + 1) items.push({ text, deeper: [] });
    else if (line.trim()) items.at(-1).deeper.push(line);
  }
  const nodes = items.map(({ text, deeper }) => {
    const nested = deeper.length > 0 && /^\s*([-*+]|\d{1,9}[.)])\s/.test(deeper[0]);
    const more = deeper.map((line) => line.trim()).join(' ');
    return el('li', {}, ...inline(nested || !more ? text : `${text} ${more}`), ...(nested ? [list(deeper)] : []));
  });
  const node = el(ordered ? 'ol' : 'ul', {}, ...nodes);
  if (ordered) node.start = Number.parseInt(source[0], 10);
  return node;
}

function table(source) {
  const rows = source.split('\n').map((line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|'),
  );
  const row = (cells, name) => el('tr', {}, ...cells.map((cell) => el(name, {}, ...inline(cell.trim()))));
  const head = el('thead', {}, row(rows[0], 'th'));
  const body = el('tbody', {}, ...rows.slice(2).map((cells) => row(cells, 'td')));
  return el('div', { className: 'scroll' }, el('table', {}, head, body));
}

/** Copies and says so on the button itself. Pages that are neither https nor localhost may not copy. */
export async function copyText(text, button) {
  const label = button.lastChild;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(text);
    label.textContent = 'Copied';
  } catch {
    label.textContent = 'Not allowed here';
  }
  setTimeout(() => (label.textContent = before), 1500);
}
