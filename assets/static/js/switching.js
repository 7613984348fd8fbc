// The way to the switcher: Ctrl+K, or the field above the groups. Without script that leads to the search page.

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
}

const fetched = () => import('./switcher.js').catch(() => null);

async function open() {
  // A dialog that is open keeps the page to itself.
  if (document.querySelector('dialog[open]:not(.switcher)')) return;
  const switcher = await fetched();
  if (switcher) switcher.toggle();
  else location.assign(opener.href);
}
