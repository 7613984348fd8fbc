// The switcher: by a few letters to a group, a person or a message. The groups are those of the sidebar, so it works before
// the server has answered anything; the server adds people, other rooms and messages.

import { ask, locale, signIn, wait } from './page.js';
import { recent, remember } from './recent.js';
import { style } from './style.js';

const opener = document.getElementById('open-switcher');
const texts = opener.dataset;
const icons = document.querySelector('.sidebar-search use').getAttribute('href').replace(/#.*$/, '');

// While one types, the server is not asked.
const PAUSE = 150;
const GROUPS = 8;

const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const letters = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

const make = (tag, className, ...children) => {
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...children);
  return element;
};

// It comes before somebody asks for it, and so does what it looks like.
style('switcher');

let dialog = null;
let input;
let list;
let status;
// What has been typed last, and what the server has found for it.
let asked = 0;
// Until a mark counts as resting.
let resting = null;

/** Opens it, or closes it where it is open. */
export function toggle() {
  if (dialog?.open) {
    dialog.close();
    return;
  }
  // A dialog that is open already keeps the page to itself.
  if (document.querySelector('dialog[open]')) return;
  dialog ??= build();
  input.value = '';
  document.getElementById('sidebar')?.matches(':popover-open') && document.getElementById('sidebar').hidePopover();
  Promise.race([style('switcher'), wait(1000)]).then(() => {
    if (dialog.open) return;
    dialog.showModal();
    input.focus();
    show();
  });
}

function build() {
  input = Object.assign(make('input', 'switcher-input'), {
    type: 'search', placeholder: texts.label, autocomplete: 'off', autocapitalize: 'none', spellcheck: false, maxLength: 200, dir: 'auto', enterKeyHint: 'go',
  });
  const attributes = { role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'switcher-list', 'aria-label': texts.label, 'aria-autocomplete': 'list' };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  list = Object.assign(make('div', 'switcher-list'), { id: 'switcher-list', role: 'listbox' });
  list.setAttribute('aria-label', texts.title);
  status = make('div', 'visually-hidden');
  status.setAttribute('role', 'status');
  const close = Object.assign(make('button', 'icon-button', icon('x-lg')), { type: 'button' });
  close.setAttribute('aria-label', texts.close);
  close.addEventListener('click', () => dialog.close());
  const made = make('dialog', 'switcher', make('div', 'switcher-head', icon('search'), input, close), list, status);
  made.setAttribute('aria-label', texts.title);
  made.addEventListener('click', ({ target }) => { if (target === made) made.close(); });
  made.addEventListener('close', () => {
    asked += 1;
    name();
  });
  input.addEventListener('input', show);
  input.addEventListener('keydown', steer);
  list.addEventListener('click', ({ target }) => { const option = target.closest('[role=option]'); if (option) choose(option); });
  list.addEventListener('mousemove', ({ target }) => { const option = target.closest('[role=option]'); if (option) mark(option); });
  document.body.append(made);
  return made;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `${icons}#${name}`);
  svg.append(use);
  return svg;
}

/** Shows at once what the page knows, and asks for the rest. */
async function show() {
  const typed = input.value.trim();
  const turn = asked += 1;
  const here = groups(typed);
  const sections = [[texts.groups, here]];
  if (typed) sections.push([texts.messages, [all(typed)]]);
  else sections.unshift([texts.recent, recent().slice(0, 4).map(again)]);
  fill(sections);
  if (!typed) return;
  await wait(PAUSE);
  if (turn !== asked) return;
  const found = await fetched(typed);
  if (turn !== asked) return;
  const known = new Set(here.map((option) => option.dataset.groupId));
  const of = (kind) => found.filter((option) => option.dataset.kind === kind && !known.has(option.dataset.groupId));
  fill([[texts.groups, here], [texts.people, of('person')], [texts.rooms, of('room')], [texts.messages, [...of('message'), all(typed)]]]);
}

/** The groups of the sidebar that are called so: those whose name begins so come first. */
function groups(typed) {
  const wanted = letters(typed.replace(/^[#@]/, ''));
  const links = [...document.querySelectorAll('#groups a[data-group-id]')];
  const found = links.map((link) => {
    const name = link.querySelector('.group-link-name').textContent;
    const plain = letters(name);
    const at = plain.indexOf(wanted);
    const place = at === 0 ? 0 : /[\s._-]/.test(plain[at - 1] ?? '') ? 1 : 2;
    // Without a word typed, what is unread comes first.
    return { link, name, found: at >= 0, place: wanted ? place : Number(link.dataset.unread === '0') };
  });
  const sorted = found.filter((one) => one.found).sort((one, other) => one.place - other.place);
  return sorted.slice(0, GROUPS).map(({ link, name }) => {
    const picture = link.querySelector('.avatar, .icon').cloneNode(true);
    const named = Object.assign(document.createElement('bdi'), { className: 'option-name', textContent: name });
    return prepared(make('div', '', picture, named), { kind: 'group', href: link.getAttribute('href'), groupId: link.dataset.groupId });
  });
}

/** The way to all messages that have it in them. */
function all(typed) {
  const words = Object.assign(document.createElement('bdi'), { className: 'option-query', textContent: typed });
  return prepared(make('div', '', icon('search'), make('span', 'option-name', `${texts.all}: `, words)), { kind: 'all', href: `/search?q=${encodeURIComponent(typed)}` });
}

function again(query) {
  const words = Object.assign(document.createElement('bdi'), { className: 'option-name', textContent: query });
  return prepared(make('div', '', icon('search'), words), { kind: 'recent', href: `/search?q=${encodeURIComponent(query)}` });
}

function prepared(option, data) {
  option.className = 'option';
  option.setAttribute('role', 'option');
  Object.assign(option.dataset, data);
  return option;
}

async function fetched(typed) {
  try {
    const response = await ask(`/search/quick?q=${encodeURIComponent(typed)}`);
    if (response.status === 401) signIn();
    if (!response.ok) throw new Error(`/search/quick: ${response.status}`);
    const html = new DOMParser().parseFromString(await response.text(), 'text/html');
    return [...html.querySelectorAll('li[data-kind]')].map((item) => {
      for (const place of item.querySelectorAll('[data-icon]')) place.replaceWith(icon(place.dataset.icon));
      for (const time of item.querySelectorAll('time')) time.textContent = full.format(new Date(time.dateTime));
      return prepared(make('div', '', ...item.childNodes), item.dataset);
    });
  } catch {
    status.textContent = texts.failed;
    return [];
  }
}

/** Replaces what is shown. What was marked stays marked, where it is still there. */
function fill(sections) {
  const marked = list.querySelector('[aria-selected=true]')?.dataset.href;
  const shown = sections.filter(([, options]) => options.length > 0);
  list.replaceChildren(...shown.map(([title, options], at) => {
    const heading = Object.assign(make('div', 'switcher-title'), { id: `switcher-title-${at}`, textContent: title });
    const section = make('div', 'switcher-section', heading, ...options);
    section.setAttribute('role', 'group');
    section.setAttribute('aria-labelledby', heading.id);
    return section;
  }));
  const options = [...list.querySelectorAll('[role=option]')];
  options.forEach((option, at) => { option.id = `switcher-option-${at}`; });
  status.textContent = options.length > 0 ? '' : texts.nothing;
  mark(options.find((option) => option.dataset.href === marked && input.dataset.moved) ?? options[0]);
}

function mark(option) {
  clearTimeout(resting);
  resting = setTimeout(name, PAUSE, option?.dataset.groupId);
  for (const other of list.querySelectorAll('[aria-selected=true]')) other.removeAttribute('aria-selected');
  if (!option) {
    input.removeAttribute('aria-activedescendant');
    return;
  }
  option.setAttribute('aria-selected', 'true');
  input.setAttribute('aria-activedescendant', option.id);
}

/** Has the browser make the page of this group ready, or of none, as it does where the pointer rests (speculation.json). */
function name(id) {
  clearTimeout(resting);
  document.querySelectorAll('.group-link[data-group-id]').forEach((link) => link.toggleAttribute('data-next', link.dataset.groupId === id));
}

function steer(event) {
  delete input.dataset.moved;
  const options = [...list.querySelectorAll('[role=option]')];
  const here = options.findIndex((option) => option.ariaSelected === 'true');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && options.length > 0) {
    event.preventDefault();
    input.dataset.moved = '1';
    const next = options[(here + step + options.length) % options.length];
    mark(next);
    next.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    if (options[here]) choose(options[here]);
  }
}

function choose({ dataset: { kind, href } }) {
  if (kind === 'all' || kind === 'message') remember(input.value);
  dialog.close();
  if (kind !== 'person') {
    location.assign(href);
    return;
  }
  // A chat may have to be made.
  const form = Object.assign(document.createElement('form'), { method: 'post', action: href, hidden: true });
  document.body.append(form);
  form.requestSubmit();
}
