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
}

async function open() {
  // A dialog that is open now keeps the page to itself, however long this is on its way.
  if (document.querySelector('dialog[open]:not(.switcher)')) return;
  // Lost on its way, it is fetched the next time; meanwhile the link leads somewhere.
  const switcher = await import('./switcher.js').catch(() => null);
  if (switcher) switcher.toggle();
  else location.assign(opener.href);
}
