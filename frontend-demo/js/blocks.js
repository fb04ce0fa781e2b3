/**
 * Splits markdown into blocks, each with its source, so that a view may keep what did not change. A subset: headings,
 * lists (nested by indent), quotes, fenced code, tables, rules and paragraphs. Unfinished input is normal: an answer is
 * cut at any letter while it streams.
 *
 * @returns {Array<{type: string, source: string}>}
 */
export function blocksOf(text) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === '') {
      at++;
      continue;
    }
    const end = RULES.map(([type, find]) => ({ type, end: find(lines, at) })).find((rule) => rule.end > at);
    blocks.push({ type: end.type, source: lines.slice(at, end.end).join('\n') });
    at = end.end;
  }
  return blocks;
}

const FENCE = /^\s{0,3}(```|~~~)/;
const HEADING = /^#{1,6}\s/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^\s*>/;
const ITEM = /^\s*([-*+]|\d{1,9}[.)])\s+/;
const ROW = /^\s*\|.*\|?\s*$/;
const DASHES = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/;

const RULES = [
  ['code', (lines, at) => (FENCE.test(lines[at]) ? fenceEnd(lines, at) : at)],
  ['heading', (lines, at) => (HEADING.test(lines[at]) ? at + 1 : at)],
  ['rule', (lines, at) => (RULE.test(lines[at]) ? at + 1 : at)],
  ['quote', (lines, at) => whileTrue(lines, at, (line) => QUOTE.test(line))],
  ['list', (lines, at) => (ITEM.test(lines[at]) ? listEnd(lines, at) : at)],
  ['table', (lines, at) => (isTable(lines, at) ? whileTrue(lines, at, (line) => ROW.test(line)) : at)],
  ['paragraph', paragraphEnd],
];

function whileTrue(lines, at, holds) {
  let end = at;
  while (end < lines.length && holds(lines[end])) end++;
  return end;
}

function fenceEnd(lines, at) {
  const mark = FENCE.exec(lines[at])[1];
  const close = lines.findIndex((line, i) => i > at && line.trim() === mark);
  return close < 0 ? lines.length : close + 1;
}

/** A list goes on over indented lines and over one empty line that another item follows. */
function listEnd(lines, at) {
  let end = at + 1;
  for (; end < lines.length; end++) {
    const line = lines[end];
    if (ITEM.test(line) && !RULE.test(line)) continue;
    const next = lines[end + 1] ?? '';
    if (line.trim() === '' ? !(ITEM.test(next) || /^\s{2,}\S/.test(next)) : !/^\s{2,}\S/.test(line)) break;
  }
  return end;
}

function isTable(lines, at) {
  return ROW.test(lines[at]) && DASHES.test(lines[at + 1] ?? '');
}

function paragraphEnd(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== '' && !startsOther(lines, end)) end++;
  return end;
}

function startsOther(lines, at) {
  const line = lines[at];
  return [FENCE, HEADING, RULE, QUOTE, ITEM].some((start) => start.test(line)) || isTable(lines, at);
}
