// Messages of those whom the reader has blocked: one quiet row each, which opens. Frames are the same for everybody, so
// this is done by the page; the server does the same in a page that it makes. Fetched where somebody is blocked.

import { isBlocked, texts, timeline } from './page.js';
import { style } from './style.js';

const ROWS = '.message[data-author-id]';
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
  const li = target.matches?.('.message-blocked') && target.closest(ROWS);
  if (!li) return;
  if (target.open) opened.add(li.id);
  else opened.delete(li.id);
}, true);

/** Folds and unfolds all that is shown, by whom the reader has blocked now. */
export function foldAll() {
  [timeline, document.getElementById('thread')].forEach(fold);
}

function fold(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const those = (css) => [...(node.matches(css) ? [node] : []), ...node.querySelectorAll(css)];
  those(ROWS).forEach(foldRow);
  those(QUOTES).forEach(foldQuote);
}

function foldRow(li) {
  const wanted = isBlocked(li.dataset.authorId) && !li.matches('.message-line, .message-deleted, .message-pending');
  const box = li.querySelector(':scope > .message-blocked');
  if (wanted && !box) {
    const row = li.querySelector(':scope > .message-row');
    const details = document.createElement('details');
    details.className = 'message-blocked';
    const summary = document.createElement('summary');
    summary.append(texts.folded, ' ', act('show', texts.foldedShow), act('hide', texts.foldedHide));
    details.open = opened.has(li.id);
    row.replaceWith(details);
    details.append(summary, row);
  } else if (!wanted && box) {
    box.replaceWith(box.querySelector(':scope > .message-row'));
  }
  if (wanted) li.classList.remove('mentioned');
}

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
