// Choosing people: whoever is ticked becomes a chip, and stays one whatever is searched for next.

const picker = document.getElementById('picker');
const query = document.getElementById('picker-query');
const chosen = document.getElementById('people-chosen');
const template = document.getElementById('chip-template');
const form = picker.closest('form');
// Enter came before the hits for what is typed.
let early = false;
// Who has the focus among the hits that are about to be replaced.
let focused;
// The hits take no less room than those before them: what comes after them stays where it is pressed.
let height = 0;

const hits = () => document.getElementById('people-found');
const boxes = () => [...picker.querySelectorAll('#people-found input')];
const chip = (id) => chosen.querySelector(`input[value="${CSS.escape(id)}"]`);

form.addEventListener('change', ({ target }) => {
  if (target.closest('#people-found')) choose(target);
  else if (target.closest('#people-chosen')) drop(target);
});
form.addEventListener('keydown', press);
document.addEventListener('htmx:before:swap', hold);
document.addEventListener('htmx:after:swap', found);
// Those that were ticked before this script was here.
boxes().filter((box) => box.checked).forEach(choose);
mark();

function hold() {
  height = Math.max(height, hits().offsetHeight);
  focused = document.activeElement.closest('#people-found') && document.activeElement.value;
}

function found() {
  mark();
  hits().style.minHeight = `${height}px`;
  if (focused) (boxes().find(({ value }) => value === focused) ?? query).focus();
  focused = null;
  if (early) pick();
}

/** Hits that are chosen already are ticked. Only the chips are sent. */
function mark() {
  for (const box of boxes()) {
    box.removeAttribute('name');
    box.checked = Boolean(chip(box.value));
  }
}

function choose(box) {
  if (!box.checked) {
    chip(box.value)?.closest('li').remove();
    return;
  }
  if (chip(box.value)) return;
  const li = template.content.firstElementChild.cloneNode(true);
  li.querySelector('input').value = box.value;
  const [avatar, name] = [...box.parentElement.children].slice(-2).map((part) => part.cloneNode(true));
  avatar.classList.replace('avatar-small', 'avatar-tiny');
  li.querySelector('.chip-person').replaceWith(avatar, name);
  chosen.append(li);
}

function drop(box) {
  const li = box.closest('li');
  const next = li.nextElementSibling ?? li.previousElementSibling;
  li.remove();
  (next?.querySelector('input') ?? query).focus();
  mark();
}

/** Arrow keys go from the field to the hits and back; Enter chooses, and never sends the form from here. */
function press(event) {
  const { key, target } = event;
  if (event.isComposing || event.keyCode === 229) return;
  if (key === 'Enter' && target.matches('input[type="text"]')) {
    // The first button of the form is another one.
    event.preventDefault();
    form.requestSubmit(document.getElementById('create'));
    return;
  }
  if (!picker.contains(target) || !target.matches('input')) return;
  const stops = [query, ...boxes()];
  const at = stops.indexOf(target);
  if (key === 'Enter') {
    event.preventDefault();
    if (target === query) pick();
    else target.click();
  } else if (at >= 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + (key === 'ArrowDown' ? 1 : -1)))].focus();
  } else if (key === 'Backspace' && target === query && !query.value) {
    chosen.querySelector('li:last-child')?.remove();
    mark();
  }
}

/** Takes the first hit for what is typed, when it is there, and is ready for the next name. */
function pick() {
  early = hits().dataset.query !== query.value;
  const [first] = boxes();
  if (early || !query.value.trim() || !first) return;
  if (!first.checked) first.click();
  query.value = '';
  query.focus();
  query.dispatchEvent(new Event('input', { bubbles: true }));
}
