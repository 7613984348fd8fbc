// Every emoji, to react with: looked for by its names, gone through by the arrow keys.

import { open as openSheet } from './sheet.js';

/** Resolves to the emoji that was chosen for the message at `path`; to nothing if none was. */
export async function choose(path) {
  const sheet = await openSheet(`${path}/reactions/new`);
  if (!sheet) return undefined;
  const chosen = new Promise((done) => {
    sheet.querySelector('.emoji-groups').addEventListener('submit', (event) => {
      event.preventDefault();
      done(event.submitter?.value);
      sheet.close();
    });
    sheet.addEventListener('close', () => done(undefined), { once: true });
  });
  const search = sheet.querySelector('[type=search]');
  search.addEventListener('input', () => seek(sheet, search.value));
  sheet.querySelector('.emoji-search').addEventListener('submit', (event) => {
    event.preventDefault();
    shown(sheet)[0]?.click();
  });
  sheet.addEventListener('keydown', move);
  chosen.finally(() => sheet.removeEventListener('keydown', move));
  return chosen;
}

const shown = (sheet) => [...sheet.querySelectorAll('.emoji:not([hidden])')];

const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function seek(sheet, typed) {
  const sought = fold(typed.trim());
  for (const group of sheet.querySelectorAll('.emoji-group')) {
    let any = false;
    for (const emoji of group.querySelectorAll('.emoji')) {
      const found = emoji.value === sought || fold(emoji.title).includes(sought) || emoji.dataset.words?.includes(sought);
      emoji.hidden = !found;
      any ||= found;
    }
    group.hidden = !any;
  }
  sheet.querySelector('.emoji-none').hidden = shown(sheet).length > 0;
}

/** Left and right go to the next one, up and down to the one that stands there. */
function move(event) {
  const { key, target } = event;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
  if (!step) return;
  const all = shown(event.currentTarget);
  const at = all.indexOf(target);
  // In the field left and right go through what is typed.
  if (at < 0 && key !== 'ArrowDown') return;
  event.preventDefault();
  if (at < 0 || key === 'ArrowLeft' || key === 'ArrowRight') {
    all[at + step]?.focus();
    return;
  }
  const here = target.getBoundingClientRect();
  const rows = all.filter((emoji) => Math.sign(Math.round(emoji.getBoundingClientRect().top - here.top)) === step);
  const top = (emoji) => Math.round(emoji.getBoundingClientRect().top);
  const row = step > 0 ? rows[0] : rows.at(-1);
  const inRow = rows.filter((emoji) => top(emoji) === top(row));
  const near = (emoji) => Math.abs(emoji.getBoundingClientRect().left - here.left);
  inRow.sort((one, other) => near(one) - near(other))[0]?.focus();
}
