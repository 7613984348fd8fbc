// What one can do with a message: react, answer, edit, delete. One toolbar goes to the message that is pointed at.

import { edit, refuse } from './composer.js';
import { ask, groupId, messages, show, signIn, texts, timeline, userId } from './page.js';
import { reply } from './reply.js';

const bar = document.getElementById('actions-template').content.firstElementChild;
const composer = document.getElementById('composer');

// The message where the bar is, and what had the focus in it before a swap.
let at = null;
let focused = null;

document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') escape(); });
document.addEventListener('htmx:before:swap', () => { focused = bar.contains(document.activeElement) && document.activeElement; }, true);
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
  if (!li || composer.hidden) {
    if (!bar.contains(document.activeElement)) leave();
    return;
  }
  if (at === li && bar.isConnected) return;
  at = li;
  const own = li.dataset.authorId === userId;
  button('edit').hidden = !own;
  button('delete').hidden = !own && !document.querySelector('#standing [data-moderates]');
  button('delete').textContent = button('delete').dataset.label ??= button('delete').textContent;
  button('thread').hidden = Boolean(li.closest('#thread'));
  button('thread').href = `${path(li)}/thread`;
  li.append(bar);
}

/** From the keyboard it leads back to where one writes. */
function escape() {
  const had = bar.contains(document.activeElement);
  const id = bar.closest('#thread') ? 'thread-body' : 'composer-body';
  leave();
  if (had) document.getElementById(id).focus();
}

const button = (act) => bar.querySelector(`[data-act=${act}]`);

function leave() {
  bar.remove();
  at = null;
}

/** The row may have been replaced by a newer one: the bar goes there, with its focus. */
function stay() {
  if (!at || at.isConnected) return;
  const row = document.getElementById(at.id);
  leave();
  if (row) go(row);
  if (focused && bar.isConnected) focused.focus({ preventScroll: true });
}

function act(event) {
  const { target } = event;
  const li = target.closest('.messages > .message');
  const chip = target.closest('[data-emoji]');
  const action = target.closest('[data-act]');
  if (chip && !composer.hidden) {
    event.preventDefault();
    const { emoji } = chip.dataset;
    const own = [...li.querySelectorAll('.reaction.own')].some((reaction) => reaction.dataset.emoji === emoji);
    send(li, own ? 'reactions/remove' : 'reactions', { emoji });
  } else if (action?.dataset.act === 'edit') {
    change(li);
  } else if (action?.dataset.act === 'reply') {
    reply(li);
  } else if (target.closest('a.quote')) {
    goTo(event, target.closest('a.quote'));
  } else if (action?.matches('a')) {
    leave();
  } else if (action && action.textContent !== action.dataset.sure) {
    // The second press is meant, unless it is the second half of a double click.
    action.textContent = action.dataset.sure;
  } else if (action && event.detail < 2) {
    send(li, 'delete');
  } else if (!target.closest('a')) {
    go(target);
  }
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

/** A link that is said to be a button is pressed by the space bar, too; what is pointed at is answered by R. */
function press(event) {
  if (event.key === 'r' && at && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches('input, textarea')) {
    event.preventDefault();
    reply(at);
    return;
  }
  if (event.key !== ' ' || !event.target.matches('.reaction')) return;
  event.preventDefault();
  event.target.click();
}

const path = (li) => `/groups/${groupId()}/messages/${li.id.replace(/^.*message-/, '')}`;

/** Takes one's own last message for a change. */
export function changeLast() {
  const own = [...messages().children].findLast((li) => li.dataset.authorId === userId && li.matches('.message:not(.message-line, .message-deleted)'));
  if (own) change(own);
}

async function change(li) {
  const url = `${path(li)}/edit`;
  const { status, text } = await request(url);
  if (status === 200) edit(url, text);
  else if (status !== 401) refuse(text);
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
