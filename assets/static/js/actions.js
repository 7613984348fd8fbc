// What one can do with a message: react, answer, edit, delete. One toolbar goes to the message that is pointed at.

import { tell } from './announcer.js';
import { edit, refuse } from './composer.js';
import { isSingle } from './keys.js';
import { ask, groupId, idOf, messages, show, signIn, texts, timeline, userId, wait } from './page.js';
import { reply } from './reply.js';
import { isSaved, setSaved } from './saved.js';

const bar = document.getElementById('actions-template').content.firstElementChild;
const composer = document.getElementById('composer');

// The message where the bar is, and what had the focus in it before a swap.
let at = null;
let focused = null;

bar.addEventListener('keydown', walk);
bar.addEventListener('focusin', ({ target }) => stop(target.closest('.action, .menu-item')));
// What lies over the page closes first, and gives the focus back.
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape' && !document.querySelector('dialog[open]')) escape(); });
// Another one may begin before the first has ended, which has taken the message away.
document.addEventListener('htmx:before:swap', () => {
  if (at?.isConnected !== false) focused = bar.contains(document.activeElement) && document.activeElement;
}, true);
document.addEventListener('htmx:finally:swap', stay);

export function start(first) {
  watch(timeline);
  if (first.type === 'pointerover') pointed(first);
  else if (first.type === 'click') act(first);
  else go(first.target);
}

/** Also where messages are shown besides the timeline. */
export function watch(place) {
  place.addEventListener('pointerover', pointed);
  place.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType !== 'touch' && !bar.contains(document.activeElement)) leave();
  });
  place.addEventListener('focusin', ({ target }) => go(target));
  place.addEventListener('click', act);
  place.addEventListener('keydown', press);
}

/** A finger points by a tap: moving it scrolls. */
function pointed({ pointerType, target }) {
  if (pointerType !== 'touch') go(target);
}

function go(target) {
  const li = target.closest?.('.messages:not(.outbox) > .message:not(.message-line, .message-deleted)');
  // What is folded is opened first.
  if (!li || composer.hidden || li.querySelector(':scope > .message-blocked:not([open])')) {
    if (!bar.contains(document.activeElement)) leave();
    return;
  }
  if (at === li && bar.isConnected) return;
  if (at?.id !== li.id) unfold(false);
  at = li;
  const own = li.dataset.authorId === userId;
  button('edit').hidden = !own;
  button('delete').hidden = !own && !document.querySelector('#standing [data-moderates]');
  button('delete').textContent = button('delete').dataset.label ??= button('delete').textContent;
  bar.classList.remove('sure');
  const pinned = li.classList.contains('message-pinned');
  button('pin').hidden = pinned || !mayPin();
  button('pin/remove').hidden = !pinned || !mayPin();
  button('preview/remove').hidden = !li.querySelector('.preview') || button('delete').hidden;
  button('thread').hidden = Boolean(li.closest('#thread'));
  button('thread').href = `${path(li)}/thread`;
  button('report').hidden = own;
  button('report').href = `${path(li)}/report`;
  nameSaving();
  const walked = bar.contains(document.activeElement);
  li.append(bar);
  if (!walked) stop(items()[0]);
}

/** From the message itself to what can be done with it. */
export function reach(li) {
  go(li);
  if (bar.isConnected && at === li) (items().find(({ tabIndex }) => tabIndex === 0) ?? items()[0]).focus();
}

/** Of all that can be done with a message Tab stops at one; the arrow keys lead to the others. */
function stop(item) {
  bar.querySelectorAll('.action, .menu-item').forEach((other) => { other.tabIndex = other === item ? 0 : -1; });
}

/** What is there to be pressed, in order. */
const items = () => [...bar.querySelectorAll('.action, .menu-item')].filter((item) => item.checkVisibility());

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function walk(event) {
  const { altKey, ctrlKey, metaKey, key } = event;
  const all = items();
  const here = all.indexOf(document.activeElement);
  if (here < 0 || altKey || ctrlKey || metaKey) return;
  const next = { Home: 0, End: all.length - 1 }[key] ?? (STEPS[key] && (here + STEPS[key] + all.length) % all.length);
  if (next === undefined) return;
  event.preventDefault();
  all[next].focus();
}

/** From the keyboard it leads back to where one writes. */
function escape() {
  if (more().contains(document.activeElement)) {
    unfold(false);
    button('more').focus();
    return;
  }
  const had = bar.contains(document.activeElement);
  const id = bar.closest('#thread') ? 'thread-body' : 'composer-body';
  leave();
  if (had) document.getElementById(id).focus();
}

const button = (act) => bar.querySelector(`[data-act="${act}"]`);

const mayPin = () => document.querySelector('#standing [data-pins]');

function leave() {
  // The message keeps the focus that goes with it.
  if (bar.contains(document.activeElement)) at.querySelector('.message-row').focus({ preventScroll: true });
  unfold(false);
  bar.remove();
  at = null;
}

/** The row may have been replaced by a newer one: the bar goes there, with its focus. */
function stay() {
  if (!at || at.isConnected) return;
  const row = document.getElementById(at.id);
  const unfolded = !more().hidden;
  leave();
  if (row) go(row);
  unfold(unfolded && bar.isConnected);
  // What is offered no more leaves its focus to what unfolds the rest; what nothing can be done with any more has no bar.
  const offered = items().includes(focused) ? focused : button('more');
  const place = bar.isConnected ? offered : row?.querySelector('.message-row') ?? composer.elements.body;
  if (focused) place.focus({ preventScroll: true });
  focused = null;
}

function act(event) {
  const { target } = event;
  const li = target.closest('.messages > .message');
  const chip = target.closest('[data-emoji]');
  const action = target.closest('[data-act]');
  if (chip && !composer.hidden) {
    event.preventDefault();
    react(li, chip.dataset.emoji);
  } else if (target.closest('a.quote')) {
    goTo(event, target.closest('a.quote'));
  } else if (action) {
    // The second half of a double click is nothing new.
    if (event.detail < 2) ACTS[action.dataset.act](li, action);
  } else if (!target.closest('a')) {
    go(target);
  }
}

const ACTS = {
  react: reactWithAny,
  reply,
  // Their links are followed by whoever opens threads, and what lies over the page.
  thread: leave,
  report: leave,
  edit: change,
  // The second press is meant.
  delete: (li, action) => {
    if (action.textContent === action.dataset.sure) {
      send(li, 'delete');
      return;
    }
    action.textContent = action.dataset.sure;
    bar.classList.add('sure');
    tell(action.dataset.sure);
  },
  more: () => unfold(more().hidden),
  forward: (li) => import('./forward.js').then(({ choose }) => choose(path(li)), () => {}),
  pin: (li) => send(li, 'pin'),
  'pin/remove': (li) => send(li, 'pin/remove'),
  'preview/remove': (li) => send(li, 'preview/remove'),
  bookmark: save,
  unread: (li, action) => import('./reading.js').then(({ unreadFrom }) => {
    unreadFrom(li);
    say(action, action.dataset.done);
  }, () => {}),
  copy: copyLink,
};

const more = () => bar.querySelector('.actions-more');

/** Shows what is needed less often, below the bar or, where there is no room, above it. */
function unfold(open) {
  more().hidden = !open;
  button('more').ariaExpanded = open;
  if (!open) return;
  more().classList.remove('above');
  const below = more().getBoundingClientRect().bottom > timeline.getBoundingClientRect().bottom;
  more().classList.toggle('above', below);
}

async function copyLink(li, action) {
  const href = new URL(`${path(li)}#message-${idOf(li)}`, location).href;
  try {
    await navigator.clipboard.writeText(href);
  } catch {
    copySelected(href);
  }
  say(action, action.dataset.done);
}

async function save(li, action) {
  const saved = isSaved(li);
  const { status, text } = await request(`${path(li)}/bookmark${saved ? '/remove' : ''}`, { method: 'POST' });
  if (status === 200) {
    setSaved(li, !saved);
    action.textContent = text;
    tell(text);
    await wait(1500);
    nameSaving();
  } else if (status !== 401) {
    refuse(text);
  }
}

/** What saving would do now to the message where the bar is. */
function nameSaving() {
  const { dataset } = button('bookmark');
  dataset.label ??= button('bookmark').textContent;
  button('bookmark').textContent = at && isSaved(at) ? dataset.remove : dataset.label;
}

/** Shows for a moment, in its place, that it is done. */
async function say(action, done) {
  const label = action.dataset.label ??= action.textContent;
  action.textContent = done;
  tell(done);
  await wait(1500);
  action.textContent = label;
}

/** Plain http has no clipboard of its own. */
function copySelected(text) {
  const field = Object.assign(document.createElement('textarea'), { value: text, className: 'visually-hidden' });
  const { activeElement } = document;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  activeElement?.focus({ preventScroll: true });
}

/** To what is quoted, if it is in the page; else the link leads there. */
function goTo(event, { hash }) {
  const id = hash.slice(1);
  const rows = ['thread-', ''].map((prefix) => document.getElementById(prefix + id));
  const row = rows.find((found) => found && !found.closest('[inert]'));
  if (!row) return;
  event.preventDefault();
  document.querySelectorAll('.highlighted').forEach((other) => other.classList.remove('highlighted'));
  row.classList.add('highlighted');
  row.scrollIntoView({ block: 'center' });
}

// What is pointed at, by the first letter of what is done with it.
const LETTERS = {
  r: reply,
  e: (li) => { if (!button('edit').hidden) change(li); },
  t: () => { if (!button('thread').hidden) button('thread').click(); },
};

/** A link that is said to be a button is pressed by the space bar, too. */
function press(event) {
  if (LETTERS[event.key] && at && isSingle(event)) {
    event.preventDefault();
    LETTERS[event.key](at);
    return;
  }
  if (event.key !== ' ' || !event.target.matches('.reaction')) return;
  event.preventDefault();
  event.target.click();
}

async function reactWithAny(li) {
  const picker = await import('./emoji.js').catch(() => null);
  const emoji = await picker?.choose(path(li));
  // The row may have been replaced meanwhile.
  if (emoji) react(document.getElementById(li.id) ?? li, emoji);
}

function react(li, emoji) {
  const own = [...li.querySelectorAll('.reaction.own')].some((reaction) => reaction.dataset.emoji === emoji);
  send(li, own ? 'reactions/remove' : 'reactions', { emoji });
}

const path = (li) => `/groups/${groupId()}/messages/${idOf(li)}`;

/** Takes one's own last message of a list for a change. */
export function changeLast(list = messages()) {
  const own = [...list.children].findLast((li) => li.dataset.authorId === userId && li.matches('.message:not(.message-line, .message-deleted)'));
  if (own) change(own);
}

async function change(li) {
  const url = `${path(li)}/edit`;
  const { status, text } = await request(url);
  if (status === 200) {
    // A thread that lies over where one writes makes room for it.
    if (composer.closest('[inert]')) document.getElementById('thread-close').click();
    edit(url, text);
  } else if (status !== 401) refuse(text);
}

async function send(li, what, fields = {}) {
  const { status, text } = await request(`${path(li)}/${what}`, { method: 'POST', body: new URLSearchParams(fields) });
  if (status === 200) await show(text);
  else if (status !== 401) refuse(text);
}

/** The answer, or what to say where there is none. */
export async function request(url, options) {
  try {
    const response = await ask(url, options);
    const { headers, ok, status } = response;
    if (status === 401) signIn();
    const isPlain = headers.get('Content-Type')?.startsWith('text/plain');
    const text = await response.text();
    // A success without the message is somebody else's: the sign-in page of a network, say.
    if (ok && (isPlain || text.includes('hx-partial'))) return { status: 200, text };
    return { status: ok ? 0 : status, text: (isPlain && text) || texts.actionFailed };
  } catch {
    return { status: 0, text: texts.actionFailed };
  }
}
