// The search page: what one has searched for lately, and times as the reader's clock has them.

import { locale } from './page.js';
import { clear, forget, recent, remember } from './recent.js';

const form = document.getElementById('search');
const input = form.elements.q;
const section = document.getElementById('recent');
const list = document.getElementById('recent-list');
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

// What is typed is looked for as it is typed: only what one stays with is worth remembering.
const STAYED = 2000;
let staying = null;

times();
offer();
if (input.value) remember(input.value);

document.addEventListener('htmx:after:swap', () => {
  times();
  offer();
  clearTimeout(staying);
  staying = setTimeout(() => remember(input.value), STAYED);
});
form.addEventListener('submit', () => remember(input.value));
document.addEventListener('click', ({ target }) => { if (target.closest('.hit-link')) remember(input.value); });
document.getElementById('recent-clear').addEventListener('click', () => {
  clear();
  offer();
  input.focus();
});

function times() {
  for (const time of document.querySelectorAll('.hit-time:not([data-local])')) {
    time.textContent = full.format(new Date(time.dateTime));
    time.dataset.local = '1';
  }
}

/** Shows what one has searched for lately while nothing is asked for. */
function offer() {
  const queries = input.value.trim() ? [] : recent();
  section.hidden = queries.length === 0;
  list.replaceChildren(...queries.map(entry));
}

function entry(query) {
  const link = Object.assign(document.createElement('a'), { className: 'entry-link', href: `/search?q=${encodeURIComponent(query)}` });
  link.append(Object.assign(document.createElement('bdi'), { textContent: query }));
  const remove = Object.assign(document.createElement('button'), { className: 'icon-button entry-action', type: 'button' });
  remove.setAttribute('aria-label', section.dataset.remove.replace('%s', () => query));
  const icon = form.querySelector('.icon').cloneNode(true);
  icon.firstElementChild.setAttribute('href', icon.firstElementChild.getAttribute('href').replace(/#.*$/, '#x-lg'));
  remove.append(icon);
  remove.addEventListener('click', () => {
    forget(query);
    offer();
    (list.querySelector('button') ?? input).focus();
  });
  const item = Object.assign(document.createElement('li'), { className: 'entry' });
  const text = Object.assign(document.createElement('div'), { className: 'entry-text' });
  text.append(link);
  item.append(text, remove);
  return item;
}
