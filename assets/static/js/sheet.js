// What a link leads to, in a dialog over the page: `a[data-sheet]`. Where it can't be had, the link opens its page.

import { ask, locale, signIn } from './page.js';
import { style } from './style.js';

const full = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });

let sheet = null;

/** Opens what `href` leads to, and says whether it did. */
export async function open(href) {
  try {
    const [response] = await Promise.all([ask(href), style('sheet')]);
    if (response.status === 401) signIn();
    if (!response.ok) throw new Error(`${href}: ${response.status}`);
    const html = new DOMParser().parseFromString(await response.text(), 'text/html');
    show(html.body.childNodes);
    return sheet;
  } catch {
    location.assign(href);
    return null;
  }
}

function show(nodes) {
  sheet ??= make();
  sheet.replaceChildren(...nodes);
  for (const time of sheet.querySelectorAll('time')) time.textContent = full.format(new Date(time.dateTime));
  // It takes the focus, and gives it back when it closes.
  if (!sheet.open) sheet.showModal();
  else sheet.querySelector('[autofocus], button')?.focus();
}

function make() {
  const dialog = document.createElement('dialog');
  dialog.className = 'sheet';
  dialog.setAttribute('aria-labelledby', 'sheet-title');
  // Beside it: its content fills it.
  dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => dialog.replaceChildren());
  document.body.append(dialog);
  return dialog;
}
