// What may be typed: people after `@`, commands after `/`. Offered while one types, and chosen by keyboard or pointer.

import { ask, groupId } from './page.js';
import { style } from './style.js';

// What was typed last is asked for, once nobody has typed for this time.
const PAUSE = 120;

// The field that is typed in, and the list that is shown below it.
let field = null;
let list = null;
let timer = null;
let asked = 0;

document.addEventListener('keydown', press, true);
// The list is the field's: the focus may be there, too, as it is by some screen readers.
const isHere = (node) => node === field || list.contains(node);
document.addEventListener('focusout', ({ target, relatedTarget }) => { if (list && isHere(target) && !isHere(relatedTarget)) close(); });

const KINDS = [
  { mark: '@', path: 'mentionable', pattern: /(?:^|[^\p{L}\p{N}@._/-])@([\p{L}\p{N}\p{M}._-]{0,32})$/u },
  { mark: '/', path: 'commands', pattern: /^\/([a-z0-9-]{0,32})$/ },
];

/** The name that is being typed before the caret, and of what it is one; `null` for none. */
export function typed(input) {
  const before = input.value.slice(0, input.selectionStart);
  for (const kind of KINDS) {
    const name = before.match(kind.pattern)?.[1];
    if (name !== undefined) return { ...kind, name };
  }
  return null;
}

/** Something was typed in this field. */
export function heed(input) {
  clearTimeout(timer);
  asked += 1;
  const { name } = typed(input) ?? {};
  if (name === undefined) {
    close();
    return;
  }
  sift(name.toLowerCase());
  timer = setTimeout(offer, PAUSE, input, asked);
}

/** What was offered for less of a name stays as long as it fits: a quick Enter takes nothing else. */
function sift(begun) {
  if (!list) return;
  const words = (option) => [...option.querySelectorAll('bdi')].flatMap(({ textContent }) => textContent.split(/\s+/));
  const fits = (option) => [option.dataset.name, ...words(option)].some((word) => word.toLowerCase().startsWith(begun));
  [...list.children].filter((option) => !fits(option)).forEach((option) => option.remove());
  if (list.childElementCount === 0) close();
  else if (!selected()) select(list.firstElementChild);
}

async function offer(input, turn) {
  const { path, name } = typed(input) ?? {};
  if (!path) return;
  const query = new URLSearchParams({ q: name });
  const [response] = await Promise.all([ask(`/groups/${groupId()}/${path}?${query}`).catch(() => null), style('completion')]);
  const html = response?.ok && new DOMParser().parseFromString(await response.text(), 'text/html');
  if (turn !== asked || document.activeElement !== input) return;
  close();
  const found = html && html.getElementById('completion');
  if (!found?.childElementCount) return;
  field = input;
  list = document.adoptNode(found);
  field.form.append(list);
  // No combobox: a field of several lines may be none. What is marked is said all the same.
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  // Else the field would lose the focus.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => take(target.closest('[role=option]')));
  list.addEventListener('focusin', ({ target }) => { if (target !== list) select(target); });
  select(list.firstElementChild);
}

function close() {
  if (!list) return;
  const [input, shown] = [field, list];
  field = list = null;
  if (shown.contains(document.activeElement)) input.focus();
  for (const name of ['aria-autocomplete', 'aria-controls', 'aria-activedescendant']) input.removeAttribute(name);
  shown.remove();
}

const selected = () => list.querySelector('[aria-selected=true]');

function select(option) {
  selected()?.removeAttribute('aria-selected');
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({ block: 'nearest' });
  field.setAttribute('aria-activedescendant', option.id);
}

/** The name takes the place of what was typed of it. */
function take(option) {
  if (!option) return;
  const input = field;
  const end = input.selectionStart;
  const { mark, name } = typed(input);
  input.setRangeText(`${mark}${option.dataset.name} `, end - name.length - 1, end, 'end');
  close();
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Before the field itself: Enter sends there. What is typed goes into it, wherever the focus is. */
function press(event) {
  if (!list || !isHere(event.target) || event.isComposing || event.keyCode === 229) return;
  const { key } = event;
  if (key === 'ArrowDown') select(selected().nextElementSibling ?? list.firstElementChild);
  else if (key === 'ArrowUp') select(selected().previousElementSibling ?? list.lastElementChild);
  else if ((key === 'Enter' || key === 'Tab') && !event.shiftKey) take(selected());
  else if (key === 'Escape') close();
  else return field.focus();
  event.preventDefault();
  event.stopImmediatePropagation();
}
