// Which messages the reader keeps for themself. No frame says so: rows that come with a page do, and what is done
// here or in another page of theirs.

import { idOf, texts, userId } from './page.js';

const ids = new Set();
const pages = new BroadcastChannel(`banter-saved-${userId}`);

pages.addEventListener('message', ({ data: [id, saved] }) => keep(id, saved));

export const isSaved = (li) => ids.has(idOf(li));

/** Marks a row that has just come. */
export function mark(li) {
  const { saved } = li.dataset;
  if (saved === '' || li.classList.contains('message-deleted')) ids.delete(idOf(li));
  else if (saved) ids.add(idOf(li));
  show(li);
}

/** The message of this row is kept from now on, or no more: in all pages. */
export function setSaved(li, saved) {
  keep(idOf(li), saved);
  pages.postMessage([idOf(li), saved]);
}

function keep(id, saved) {
  if (saved) ids.add(id);
  else ids.delete(id);
  document.querySelectorAll(`#message-${id}, #thread-message-${id}`).forEach(show);
}

function show(li) {
  const saved = isSaved(li);
  li.ariaDescription = saved ? texts.saved : null;
  if (saved) li.dataset.saved = '1';
  else delete li.dataset.saved;
}
