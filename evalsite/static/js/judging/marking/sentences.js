/* An answer as sentences, so that one can be chosen without dragging. No sentence reaches from one
   block into the next: a list's points, a table's cells and lines are each their own. */

const BLOCKS = "p, li, h4, h5, h6, th, td, pre, blockquote, div, ul, ol, table, tr";
const SENTENCE = /[^.!?。！？；]+(?:[.!?](?=\s|$)|[。！？；]|$|[.!?])+["'”’」』）)]*\s*/gu;

const WORD = /[\p{L}\p{N}]/u;
const NUMBER = /^\P{L}*\p{N}{1,2}[.、)）]\s*$/u;

const known = new WeakMap();

export function sentencesOf(answer) {
  if (!known.has(answer)) known.set(answer, [...pieces(answer)]);
  return known.get(answer);
}

function* pieces(answer) {
  const text = answer.textContent;
  for (const [from, to] of lines(answer)) {
    for (const [start, end] of sentences(text.slice(from, to), answer.lang)) {
      const piece = { answer, start: from + start, end: from + end };
      while (piece.start < piece.end && /\s/u.test(text[piece.start])) piece.start += 1;
      while (piece.end > piece.start && /\s/u.test(text[piece.end - 1])) piece.end -= 1;
      if (piece.start < piece.end) yield piece;
    }
  }
}

/* Runs of text without a block's edge or a line's end in them, as offsets. */
function* lines(answer) {
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  let from = 0;
  let at = 0;
  let block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement.closest(BLOCKS);
    if (own !== block && at > from) {
      yield [from, at];
      from = at;
    }
    block = own;
    // Every <br> of an answer is followed by a line's end.
    for (const { index } of node.data.matchAll(/\n/g)) {
      if (at + index > from) yield [from, at + index];
      from = at + index + 1;
    }
    at += node.length;
  }
  if (at > from) yield [from, at];
}

const sentences = (text, language) => joined(text, segments(text, language));

function segments(text, language) {
  if (!Intl.Segmenter) return [...text.matchAll(SENTENCE)].map((found) => [found.index, found.index + found[0].length]);
  const segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  return [...segmenter.segment(text)].map(({ index, segment }) => [index, index + segment.length]);
}

/* What holds no letter and no digit belongs to the sentence before it, "1." to the one behind it. */
function joined(text, found) {
  const pieces = [];
  let begun = null;
  for (const [start, end] of found) {
    const piece = text.slice(start, end);
    const from = begun ?? start;
    begun = NUMBER.test(piece) ? from : null;
    if (begun !== null) continue;
    if (!WORD.test(piece) && pieces.length) pieces.at(-1)[1] = end;
    else pieces.push([from, end]);
  }
  if (begun !== null) pieces.push([begun, text.length]);
  return pieces;
}
