// Writing: Enter sends, what is typed survives a reload, and what can't be sent is said before it is tried.

import { jumpToNewest } from './history.js';
import { add } from './outbox.js';
import { groupId, texts, userId } from './page.js';
import { isAtEnd } from './timeline.js';

const form = document.getElementById('composer');
const input = form.elements.body;
const error = document.getElementById('composer-error');
const count = document.getElementById('composer-count');
const limit = Number(input.dataset.limit);
const DRAFT = `banter.draft.${userId}.${groupId()}`;

// A keyboard on the screen has no Shift to hold: there Enter is a new line.
const typesOnScreen = matchMedia('(pointer: coarse) and (not (any-pointer: fine))');

export function start() {
  if (!input.value) input.value = sessionStorage.getItem(DRAFT) ?? '';
  form.addEventListener('submit', submit);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || typesOnScreen.matches) return;
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
  if (!text.trim()) return;
  if (length() > limit) {
    refuse(texts.tooLong);
    return;
  }
  input.value = '';
  changed();
  add(text);
  if (!isAtEnd()) await jumpToNewest();
}

const length = () => [...input.value.trim()].length;

function changed() {
  sessionStorage.setItem(DRAFT, input.value);
  const left = limit - length();
  count.hidden = left > 200;
  count.textContent = left;
  refuse(left < 0 ? texts.tooLong : '');
}

function refuse(text) {
  error.textContent = text;
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}
