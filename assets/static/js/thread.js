// A thread beside the timeline: a list of its own, whose rows follow the frames that the timeline gets.
//
// A message may be in both lists: here its id begins with `thread-`. HTMX knows nothing of this one.

import { changeLast, watch } from './actions.js';
import { filesOf, hasFiles, isSending, lengthOf, limit, measure } from './composer.js';
import { decorate, derive } from './decorate.js';
import { draftOf } from './drafts.js';
import { isBare } from './keys.js';
import { add } from './outbox.js';
import { ask, groupId, messages, outbox, signIn } from './page.js';
import { cancel, isAnswering, restore, take } from './reply.js';
import { style } from './style.js';
import { cursor, goBack } from './timeline.js';
import { head, settle as settleStops, watch as walk } from './walking.js';

const NEAR = 80;
const FOCUSABLE = '.message-row, a, button';

const get = (id) => document.getElementById(id);

const panel = get('thread');
const main = document.querySelector('main.room');
// There it lies over the timeline.
const narrow = matchMedia('(max-width: 1099.98px)');

// What opened it gets the focus back, or else the message where that was.
let opener = null;
let openedAt = null;
// The address that was asked for last.
let wanted = null;
// What is being written in it.
let draft = null;
// Whether its end was in view when the reader last moved.
let following = true;
// The timeline's list: another one has been read anew.
let timelineList = messages();

// It stays there when the space for it changes: what is written grows, files come.
const resized = new ResizeObserver(() => { if (following) scrollToEnd(); });

const list = () => get('thread-messages');
const root = () => panel.querySelector('.thread-root > li');
const rows = () => [...list().children];
const form = () => get('thread-composer');

watch(panel);
walk(panel);
panel.addEventListener('click', click);
panel.addEventListener('submit', submit);
panel.addEventListener('keydown', press);
panel.addEventListener('input', ({ target }) => { if (target.id === 'thread-body') changed(); });
document.addEventListener('banter:reply', () => { if (draft) changed(); });
narrow.addEventListener('change', cover);
// Before the timeline takes out what it doesn't show.
document.addEventListener('htmx:before:swap', ({ detail: { tasks } }) => tasks.forEach(({ fragment, swapSpec }) => {
  if (swapSpec?.style === 'upsert' && isOpen()) takeIn([...fragment.querySelectorAll('li[data-seq]')]);
}), true);
document.addEventListener('banter:outbox', mirror);
document.addEventListener('banter:window', () => {
  if (timelineList === messages()) return;
  timelineList = messages();
  if (isOpen()) readAgain();
});

const isOpen = () => !panel.hidden && list() !== null;

/** The page has come with a thread. */
export function start() {
  arrange();
}

/** Opens the thread of this address; where there is none, `instead`. */
export async function open(url, from, instead = () => location.assign(url)) {
  opener = from;
  openedAt = document.activeElement.closest('.message')?.id;
  wanted = url;
  const [html] = await Promise.all([read(url), style('thread')]);
  if (wanted !== url) return;
  if (!html) {
    instead();
    return;
  }
  draft?.stop();
  panel.replaceChildren(...html.body.childNodes);
  panel.hidden = false;
  arrange();
  (form().hidden ? get('thread-title') : form().elements.body).focus({ preventScroll: true });
}

function arrange() {
  if (!list()) return;
  cover();
  mirror();
  settle();
  goOn(form());
  scrollToEnd();
  following = isNearEnd();
  resized.disconnect();
  resized.observe(get('thread-scroll'));
  get('thread-scroll').addEventListener('scroll', () => { following = isNearEnd(); }, { passive: true });
}

function scrollToEnd() {
  get('thread-scroll').scrollTop = get('thread-scroll').scrollHeight;
}

/** What was begun here before. */
function goOn(place) {
  draft = draftOf(place);
  draft.start();
  restore(place);
  // Those still on their way are known to nobody else, and those not kept yet.
  document.dispatchEvent(new CustomEvent('banter:thread', { detail: place }));
  if (hasFiles(place)) import('./files.js').catch(() => {});
  changed();
}

function changed() {
  draft.note(form().elements.body.value);
  measure(form());
}

/** Where one writes in the thread that begins with this message, which is opened for it; nothing where nobody can. */
export async function formOf(rootId) {
  if (!isOpen() || list().dataset.rootId !== rootId) await open(`/groups/${groupId()}/messages/${rootId}/thread`, null, () => {});
  return isOpen() && list().dataset.rootId === rootId && !form().hidden ? form() : undefined;
}

/** Where it lies over the timeline, that is not to be reached. */
function cover() {
  main.inert = !panel.hidden && narrow.matches;
  // Then it is all that there is of the page.
  panel.role = main.inert ? 'main' : null;
  if (get('thread-title')) get('thread-title').ariaLevel = main.inert ? '1' : null;
}

function close() {
  draft?.stop();
  draft = null;
  resized.disconnect();
  panel.hidden = true;
  panel.replaceChildren();
  cover();
  wanted = null;
  if (location.pathname.endsWith('/thread')) history.replaceState(null, '', `/groups/${groupId()}`);
  const back = opener?.isConnected ? opener : head(get(openedAt));
  (back ?? get('composer-body')).focus({ preventScroll: true });
}

/** The thread at this address; `null` where there is none to be had. */
async function read(url) {
  const response = await ask(url).catch(() => null);
  if (response?.status === 401) signIn();
  if (!response?.ok) return null;
  const html = new DOMParser().parseFromString(await response.text(), 'text/html');
  return html.getElementById('thread-messages') ? html : null;
}

/** What the reader and the neighbours make of the rows; and what has changed while they were on their way. */
function settle() {
  decorate(root());
  rows().forEach(decorate);
  derive(rows());
  settleStops(panel);
  const seq = Number(list().dataset.lastSeq);
  if (list().dataset.epoch === cursor().epoch) goBack(seq);
}

/** The timeline was read anew, so this is. What is being written stays. */
async function readAgain() {
  const id = list().dataset.rootId;
  const html = await read(`/groups/${groupId()}/messages/${id}/thread`);
  if (list()?.dataset.rootId !== id) return;
  if (!html) {
    close();
    return;
  }
  for (const part of ['.thread-root', '#thread-messages', '#thread-older', '#thread-newer']) {
    panel.querySelector(part).replaceWith(document.adoptNode(html.querySelector(part)));
  }
  settle();
}

/** Rows of this thread that have come with a frame. */
function takeIn(arrived) {
  const { rootId } = list().dataset;
  const follow = isNearEnd();
  for (const li of arrived) {
    if (li.id === `message-${rootId}` || li.dataset.threadId === rootId) put(copy(li));
  }
  derive(rows());
  settleStops(panel);
  if (follow) scrollToEnd();
}

function isNearEnd() {
  const { scrollHeight, scrollTop, clientHeight } = get('thread-scroll');
  return get('thread-newer').hidden && scrollHeight - scrollTop - clientHeight < NEAR;
}

/** The row as it stands here: what all of them answer stands above. */
function copy(li) {
  const row = li.cloneNode(true);
  row.id = `thread-${li.id}`;
  const quote = row.querySelector('a.quote');
  if (quote?.getAttribute('href').endsWith(`#message-${list().dataset.rootId}`)) quote.remove();
  decorate(row);
  return row;
}

function put(row) {
  const [seq, version] = [Number(row.dataset.seq), Number(row.dataset.version)];
  const shown = get(row.id);
  if (shown) {
    if (version <= Number(shown.dataset.version)) return;
    const focused = [...shown.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
    shown.replaceWith(row);
    if (focused >= 0) row.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
    if (row === root() && !isAnswering(form())) form().hidden = row.classList.contains('message-deleted');
    return;
  }
  // As in the timeline: what the list was read without is purged, and what lies outside comes with its page.
  if (version <= Number(list().dataset.lastSeq)) return;
  const next = rows().find((other) => Number(other.dataset.seq) > seq);
  if (next ? next === rows()[0] && !get('thread-older').hidden : !get('thread-newer').hidden) return;
  list().insertBefore(row, next ?? null);
}

/** What waits to be sent here, as it waits below the timeline. */
function mirror() {
  if (!isOpen()) return;
  const { rootId } = list().dataset;
  const follow = isNearEnd();
  const waiting = [...outbox.children].filter((li) => li.dataset.thread === rootId);
  get('thread-outbox').replaceChildren(...waiting.map((li) => li.cloneNode(true)));
  if (follow) scrollToEnd();
}

function click(event) {
  const { target } = event;
  const page = target.closest('#thread-older, #thread-newer');
  const action = target.closest('#thread-outbox [data-action]');
  if (target.closest('#thread-close')) {
    event.preventDefault();
    close();
  } else if (page) {
    event.preventDefault();
    turn(page);
  } else if (action) {
    const key = action.closest('li').dataset.clientId;
    outbox.querySelector(`[data-client-id="${key}"] [data-action="${action.dataset.action}"]`)?.click();
  }
}

/** Earlier or later replies. */
async function turn(link) {
  const { href, id } = link;
  const html = await read(href);
  if (!html || get(id) !== link || link.href !== href) return;
  const scroll = get('thread-scroll');
  const fromEnd = scroll.scrollHeight - scroll.scrollTop;
  const added = [...html.getElementById('thread-messages').children].filter((li) => !get(li.id));
  if (id === 'thread-older') list().prepend(...added);
  else list().append(...added);
  link.replaceWith(document.adoptNode(html.getElementById(id)));
  added.forEach(decorate);
  derive(rows());
  settleStops(panel);
  goBack(Number(html.getElementById('thread-messages')?.dataset.lastSeq ?? cursor().last));
  if (id === 'thread-older') scroll.scrollTop = scroll.scrollHeight - fromEnd;
}

async function submit(event) {
  event.preventDefault();
  const place = form();
  const { body, thread } = place.elements;
  const hasChips = place.querySelector('.chip') !== null;
  if ((!body.value.trim() && !hasChips) || lengthOf(body.value) > limit) return;
  // It may be closed by the time that they are there.
  const own = draft;
  let files;
  if (hasChips) {
    files = await filesOf(place);
    // One of them is not there, which is said.
    if (!files) return;
  }
  const [text, seen] = [body.value, own.seen()];
  body.value = '';
  own.note('');
  measure(place);
  add(text, { files, draft: seen, thread: thread.value, reply: take(place) });
}

function press(event) {
  if (isSending(event) && event.target.id === 'thread-body') {
    event.preventDefault();
    form().requestSubmit();
  } else if (event.key === 'ArrowUp' && isBare(event) && event.target.id === 'thread-body' && !event.target.value) {
    changeLast(list());
  } else if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) {
    if (isAnswering(form())) cancel(form());
    else if (!panel.querySelector('.actions')) {
      // The message that gets the focus keeps what can be done with it.
      event.stopPropagation();
      close();
    }
  }
}
