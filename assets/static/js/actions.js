// What one can do with a message: react, edit, delete. One toolbar goes to the message that is pointed at.

import { edit, refuse } from './composer.js';
import { ask, groupId, messages, show, signIn, texts, timeline, userId } from './page.js';

const bar = document.getElementById('actions-template').content.firstElementChild;
const composer = document.getElementById('composer');

// The message where the bar is, and what had the focus in it before a swap.
let at = null;
let focused = null;

export function start(first) {
  timeline.addEventListener('pointerover', pointed);
  timeline.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType !== 'touch' && !bar.contains(document.activeElement)) leave();
  });
  timeline.addEventListener('focusin', ({ target }) => go(target));
  timeline.addEventListener('click', act);
  timeline.addEventListener('keydown', press);
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') escape(); });
  document.addEventListener('htmx:before:swap', () => { focused = bar.contains(document.activeElement) && document.activeElement; });
  document.addEventListener('htmx:finally:swap', stay);
  if (first.type === 'pointerover') pointed(first);
  else if (first.type === 'click') act(first);
  else go(first.target);
}

/** A finger points by a tap: moving it scrolls. */
function pointed({ pointerType, target }) {
  if (pointerType !== 'touch') go(target);
}

function go(target) {
  const li = target.closest?.('#messages > .message:not(.message-line, .message-deleted)');
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
  li.append(bar);
}

/** From the keyboard it leads back to where one writes. */
function escape() {
  const had = bar.contains(document.activeElement);
  leave();
  if (had) document.getElementById('composer-body').focus();
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
  const li = target.closest('#messages > .message');
  const chip = target.closest('[data-emoji]');
  const action = target.closest('[data-act]');
  if (chip && !composer.hidden) {
    event.preventDefault();
    const { emoji } = chip.dataset;
    const own = [...li.querySelectorAll('.reaction.own')].some((reaction) => reaction.dataset.emoji === emoji);
    send(li, own ? 'reactions/remove' : 'reactions', { emoji });
  } else if (action?.dataset.act === 'edit') {
    change(li);
  } else if (action && action.textContent !== action.dataset.sure) {
    // The second press is meant, unless it is the second half of a double click.
    action.textContent = action.dataset.sure;
  } else if (action && event.detail < 2) {
    send(li, 'delete');
  } else if (!target.closest('a')) {
    go(target);
  }
}

/** A link that is said to be a button is pressed by the space bar, too. */
function press(event) {
  if (event.key !== ' ' || !event.target.matches('.reaction')) return;
  event.preventDefault();
  event.target.click();
}

const path = (li) => `/groups/${groupId()}/messages/${li.id.replace('message-', '')}`;

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
