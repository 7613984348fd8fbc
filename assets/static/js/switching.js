// From group to group by keyboard: Alt with an arrow to the one beside, with Shift to the next that is unread. And the way to
// the switcher: Ctrl+K, or the field above the groups.

import { isPlain } from './page.js';

const opener = document.getElementById('open-switcher');

export function start() {
  opener?.addEventListener('click', (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    open();
  });
  document.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (key.toLowerCase() !== 'k' || !(ctrlKey || metaKey) || shiftKey || altKey || !opener) return;
    event.preventDefault();
    open();
  });
  // Before it is asked for: the network may be gone by then.
  for (const sign of ['pointermove', 'keydown']) document.addEventListener(sign, fetched, { once: true });
  document.addEventListener('keydown', step);
}

function step(event) {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (!altKey || ctrlKey || metaKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[key];
  // Which of them it will be, the next key says.
  if (key === 'Alt') prepare([beside(-1), beside(1)]);
  if (!by) return;
  event.preventDefault();
  beside(by, shiftKey)?.click();
}

/** The group so many before or after the open one, or the first or last where none is open. */
function beside(by, isUnread = false) {
  const links = [...document.querySelectorAll('.group-link[data-group-id]')].filter((link) => !link.closest('details:not([open])'));
  const shown = links.filter(({ ariaCurrent, dataset }) => ariaCurrent || !isUnread || dataset.unread !== '0');
  const here = shown.findIndex(({ ariaCurrent }) => ariaCurrent);
  return here < 0 ? shown.at(by > 0 ? 0 : -1) : shown[here + by];
}

/** Has the browser make them ready, if it can. */
function prepare(links) {
  const ids = links.filter(Boolean).map(({ dataset }) => dataset.groupId);
  import('./likely.js').then(({ expect }) => expect(ids), () => {});
}

const fetched = () => import('./switcher.js').catch(() => null);

async function open() {
  // A dialog that is open keeps the page to itself.
  if (document.querySelector('dialog[open]:not(.switcher)')) return;
  const switcher = await fetched();
  if (switcher) switcher.toggle();
  else location.assign(opener.href);
}
