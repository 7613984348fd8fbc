// What those have written whom the reader has blocked: one quiet row each, which opens. Frames are the same for everybody, so
// this is done by the page; the server does the same in a page that it makes. Fetched where somebody is blocked.

import { isBlocked, texts, timeline } from './page.js';
import { style } from './style.js';
import { head } from './walking.js';

const ROWS = '.message[data-author-id]';
const FORWARDS = '.forward[data-author-id]';
const QUOTES = '.quote[data-author-id]';

// Those that the reader has opened stay so when they are replaced.
const opened = new Set();

style('folding');
for (const place of [timeline, document.getElementById('thread')]) {
  // Before anything is painted, however it came.
  new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach(fold)))
    .observe(place, { childList: true, subtree: true });
}
document.addEventListener('toggle', ({ target }) => {
  if (!target.matches?.('.message-blocked') || !target.closest(ROWS)) return;
  if (target.open) opened.add(key(target));
  else opened.delete(key(target));
}, true);

/** Folds and unfolds all that is shown, by whom the reader has blocked now. */
export function foldAll() {
  [timeline, document.getElementById('thread')].forEach(fold);
}

function fold(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const those = (css) => [...(node.matches(css) ? [node] : []), ...node.querySelectorAll(css)];
  those(ROWS).forEach(foldRow);
  those(FORWARDS).forEach((forward) => put(forward, isBlocked(forward.dataset.authorId)));
  those(QUOTES).forEach(foldQuote);
}

function foldRow(li) {
  const wanted = isBlocked(li.dataset.authorId) && !li.matches('.message-line, .message-deleted, .message-pending');
  const row = li.querySelector(':scope > .message-row, :scope > .message-blocked > .message-row');
  if (row) put(row, wanted);
  if (wanted) li.classList.remove('mentioned');
}

/** Puts it into a box, or takes it out. */
function put(inner, wanted) {
  const box = inner.parentElement.matches('.message-blocked') ? inner.parentElement : null;
  if (wanted === Boolean(box)) return;
  const li = inner.closest(ROWS);
  const focused = (box ?? inner).contains(document.activeElement);
  if (wanted) {
    const details = document.createElement('details');
    details.className = 'message-blocked';
    const summary = document.createElement('summary');
    summary.append(texts.folded, ' ', act('show', texts.foldedShow), act('hide', texts.foldedHide));
    inner.replaceWith(details);
    details.open = opened.has(key(details));
    details.append(summary, inner);
  } else {
    box.replaceWith(inner);
  }
  // What leaves its place loses the focus.
  if (focused) head(li).focus({ preventScroll: true });
}

/** Which box this is: around a row, or around what it forwards. */
const key = (box) => `${box.closest(ROWS).id} ${box.parentElement.matches(ROWS)}`;

function act(name, text) {
  const span = document.createElement('span');
  span.className = `folded-act folded-${name}`;
  span.textContent = text;
  return span;
}

function foldQuote(quote) {
  const wanted = isBlocked(quote.dataset.authorId);
  quote.classList.toggle('quote-blocked', wanted);
  if (wanted) quote.dataset.label = texts.foldedQuote;
  else delete quote.dataset.label;
}
