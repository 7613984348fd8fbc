// Writing: Enter sends, what is typed survives a reload, and what can't be sent is said before it is tried.

import { jumpToNewest } from './history.js';
import { add } from './outbox.js';
import { groupId, texts } from './page.js';
import { shelf } from './storage.js';

const form = document.getElementById('composer');
const input = form.elements.body;
const error = document.getElementById('composer-error');
const count = document.getElementById('composer-count');
const limit = Number(input.dataset.limit);
const drafts = shelf('sessionStorage', 'draft');

// A keyboard on the screen has no Shift to hold: there Enter is a new line.
const typesOnScreen = matchMedia('(pointer: coarse) and (not (any-pointer: fine))');

export function start() {
  if (!input.value) input.value = drafts.get(groupId()) ?? '';
  form.addEventListener('submit', submit);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event) || typesOnScreen.matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  input.addEventListener('input', changed);
  document.addEventListener('banter:edit', ({ detail }) => {
    input.value = [detail, input.value].filter(Boolean).join('\n');
    input.focus();
    changed();
  });
  changed();
  if (!typesOnScreen.matches) input.focus({ preventScroll: true });
}

async function submit(event) {
  event.preventDefault();
  const text = input.value;
  if (!text.trim() || length() > limit) return;
  input.value = '';
  changed();
  add(text);
  await jumpToNewest();
}

/** Enter that chooses a word is no Enter. Safari says so by the old key code only. */
const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** As the server counts: without the space at the end and empty lines before. */
const length = () => [...input.value.trimEnd().replace(/^\n+/, '')].length;

function changed() {
  if (input.value) drafts.set(groupId(), input.value);
  else drafts.remove(groupId());
  const left = limit - length();
  count.hidden = left > 200;
  count.textContent = left;
  refuse(left < 0 ? texts.tooLong : '');
}

function refuse(text) {
  // The same text again would be read out again.
  if (error.textContent !== text) error.textContent = text;
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}
