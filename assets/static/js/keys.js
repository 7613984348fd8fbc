// Keys that work on every page: the list of them all. Those of a single character can be turned off, since whoever
// speaks to their computer may say them by accident; the choice is the browser's and nobody's who signs in at it.

import { isPlain } from './page.js';

const CHOICE = 'banter.single-keys';
const LIST = '/shortcuts';
const WRITTEN_IN = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])';

export const isTyping = ({ target }) => Boolean(target.closest?.(WRITTEN_IN));

/** Whether nothing is held with the key that would make it another one. */
export const isBare = ({ altKey, ctrlKey, metaKey }) => !altKey && !ctrlKey && !metaKey;

/** Whether this is a key of a single character, meant as a shortcut. */
export const isSingle = (event) => event.key.length === 1 && isBare(event) && !isTyping(event) && choice() !== 'off';

export function start() {
  document.addEventListener('keydown', (event) => {
    const asks = (event.key === '?' && isSingle(event)) || (event.key === '/' && event.ctrlKey && !event.altKey && !event.metaKey);
    // A dialog that is open already keeps the page to itself.
    if (!asks || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    show();
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest(`a[href="${LIST}"]`);
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    // What it stands in closes first, so that the focus comes back to what opened that.
    link.closest('[popover]')?.hidePopover();
    show();
  });
  offer(document);
}

async function show() {
  try {
    const [sheet, styles] = await Promise.all([import('./sheet.js'), import('./style.js')]);
    await styles.style('shortcuts');
    const opened = await sheet.open(LIST);
    if (opened) offer(opened);
  } catch {
    location.assign(LIST);
  }
}

/** Shows the choice where the list is. */
function offer(place) {
  const label = place.querySelector('#single-keys');
  if (!label) return;
  const box = label.querySelector('input');
  label.hidden = false;
  box.checked = choice() !== 'off';
  box.addEventListener('change', () => choose(box.checked ? 'on' : 'off'));
}

// A browser that keeps nothing has them on.
function choice() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

function choose(to) {
  try {
    localStorage.setItem(CHOICE, to);
  } catch {
    // Then it is not kept.
  }
}
