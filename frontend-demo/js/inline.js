import { el } from './dom.js';

/** Code first: within it nothing else counts. Links lead to http(s) alone, whatever the model writes. */
const MARKS = [
  [/`([^`]+)`/, ([, code]) => el('code', {}, code)],
  [/\*\*(?=\S)(.+?)\*\*/s, ([, bold]) => el('strong', {}, ...inline(bold))],
  [/__(?=\S)(.+?)__/s, ([, bold]) => el('strong', {}, ...inline(bold))],
  [/(?<![\w*])\*(?=[^\s*])(.+?)\*(?![\w*])/s, ([, italic]) => el('em', {}, ...inline(italic))],
  [/(?<!\w)_(?=[^\s_])(.+?)_(?!\w)/s, ([, italic]) => el('em', {}, ...inline(italic))],
  [/~~(?=\S)(.+?)~~/s, ([, gone]) => el('s', {}, ...inline(gone))],
  [/\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/, ([, text, href]) => link(href, ...inline(text))],
  [/(?<![\w/])https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"]/, ([href]) => link(href, href)],
];

/** @returns {Array<Node|string>} the nodes of a text with marks in it */
export function inline(text) {
  let first = null;
  for (const [pattern, make] of MARKS) {
    const match = pattern.exec(text);
    if (match && (first === null || match.index < first.match.index)) first = { match, make };
  }
  if (!first) return text ? [text] : [];
  const { match, make } = first;
  const after = text.slice(match.index + match[0].length);
  return [text.slice(0, match.index), make(match), ...inline(after)].filter((node) => node !== '');
}

/** Closes marks that a text under way has opened, so that bold words are bold from their first letter. */
export function closed(text) {
  const plain = text.replace(/`[^`]*`/g, '');
  if ((plain.match(/`/g) ?? []).length % 2) return `${text}\``;
  if ((plain.match(/\*\*/g) ?? []).length % 2) return text.endsWith('**') ? text.slice(0, -2) : `${text.replace(/\*$/, '')}**`;
  return text;
}

function link(href, ...children) {
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);
}
