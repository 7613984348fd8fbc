// How far the reader has read the open group, and the line above what is new.
//
// Read is what was in view for a moment on a page in front of its reader. The line stands where they had read up to when
// they came, until they write something or come back.

import { groupId, isBlocked, messages, rows, texts, timeline, userId } from './page.js';
import { isAtEnd } from './timeline.js';
import { holdPlace, isNearEnd } from './scrolling.js';
import { hurry, refresh, start as startMarks } from './unread.js';

// How long something has to be in view, and how much longer where many say so at the same time.
const MOMENT = 1000;
const EACH = 2;
const LONGEST = 10 * 1000;
// A reader who has touched the page lately looks at it, whatever window has the focus.
const TOUCHED = 10 * 1000;

const composer = document.getElementById('composer');
const online = () => Number(document.getElementById('online-count')?.textContent) || 0;

// The number up to which the server knows all to be read; null for who is no member.
let read = numberOf(messages().dataset.read);
// The highest number in view so far, and what of it was in view for long enough.
let seen = read;
let ready = read;
// The number below the line; null for none.
let line = read;
// The message from which on the reader has said that nothing is read: nor is it then, whatever is in view.
let unread = null;
let held = false;
let isDrawn = Boolean(messages().querySelector('[data-new]'));
let touched = -TOUCHED;
let waiting = null;

export function start() {
  startMarks({ news, heard, failed, knows });
  for (const event of ['pointermove', 'wheel', 'keydown', 'pointerdown']) {
    window.addEventListener(event, touch, { passive: true });
  }
  timeline.addEventListener('scroll', look, { passive: true });
  document.addEventListener('banter:window', () => {
    // What comes before the reader's eyes has no line.
    if (!isDrawn && isFollowed()) line = newest();
    draw();
    look();
    // What is counted may be what has just changed.
    if (!isFollowed() || isCounted()) refresh();
  });
  window.addEventListener('focus', look);
  window.addEventListener('blur', rest);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) leave();
    else look();
  });
  window.addEventListener('pagehide', leave);
  composer.addEventListener('submit', () => {
    held = false;
    line = newest();
    draw();
    look();
  });
  look();
}

/** From the message of this row on nothing counts as read, as long as the page stays. */
export function unreadFrom(li) {
  unread = `/groups/${groupId()}/messages/${li.id.replace(/^.*message-/, '')}/unread`;
  held = true;
  line = Number(li.dataset.seq) - 1;
  draw();
  hurry();
}

function numberOf(text) {
  return text === undefined || text === null ? null : Number(text);
}

function touch() {
  const had = isAttentive();
  touched = performance.now();
  if (!had) look();
}

const isAttentive = () => !document.hidden && (document.hasFocus() || performance.now() - touched < TOUCHED);

/** Whether everything that comes is read as it comes. */
const isFollowed = () => !held && isAttentive() && isAtEnd() && isNearEnd();

function isCounted() {
  const link = document.querySelector(`#groups [data-group-id="${groupId()}"]`);
  return Boolean(link) && (link.dataset.unread !== '0' || link.dataset.mentions !== '0');
}

const newest = () => Number(rows().at(-1)?.dataset.seq ?? 0);

/** Notes what is in view; after a moment it is read. */
function look() {
  if (read === null || held || !isAttentive()) return;
  seen = Math.max(seen, inView());
  if (seen > ready && !waiting) waiting = setTimeout(settle, Math.min(MOMENT + EACH * online(), LONGEST));
}

function settle() {
  waiting = null;
  if (held || !isAttentive()) return;
  ready = Math.max(ready, Math.min(seen, inView()));
  if (ready > read) refresh();
  look();
}

/** The number of the last row that is wholly in view, or fills it. */
function inView() {
  if (isAtEnd() && isNearEnd()) return newest();
  const edge = timeline.getBoundingClientRect().bottom;
  const last = rows().findLast((li) => {
    const { top, bottom, height } = li.getBoundingClientRect();
    return bottom <= edge + 4 || (height > timeline.clientHeight / 2 && top < edge - timeline.clientHeight / 2);
  });
  return Number(last?.dataset.seq ?? 0);
}

function news() {
  if (unread) return { url: unread, body: new URLSearchParams() };
  if (read === null || held || ready <= read) return null;
  return { url: `/groups/${groupId()}/read`, body: new URLSearchParams({ seq: ready }), seq: ready };
}

function heard(at, said) {
  const known = numberOf(at);
  if (said?.url === unread) {
    unread = null;
  } else if (known !== null && read !== null && known < read) {
    // Said so on another page.
    held = true;
    line = known;
  }
  // Who has joined since has read what was there.
  line ??= known;
  read = known;
  if (held) seen = ready = read;
  else [seen, ready] = [Math.max(seen, read), Math.max(ready, read)];
  draw();
  look();
}

function failed(said) {
  if (said?.url !== unread || !unread) return;
  unread = null;
  import('./composer.js').then(({ refuse }) => refuse(texts.actionFailed), () => {});
}

/** Whether the page has said so itself. */
function knows(said) {
  return said?.group === Number(groupId()) && read !== null && said.seq <= Math.max(read, ready);
}

/** The reader looks elsewhere: what comes now is below the line. */
function rest() {
  if (!held && isAtEnd() && ready >= newest()) line = Math.max(line, ready);
}

function leave() {
  rest();
  const said = news();
  if (!said) return;
  // Nobody waits for the answer: another page may be here by then.
  const headers = { 'HX-Request': 'true', 'Banter-Viewer': userId };
  fetch(said.url, { method: 'POST', body: said.body, headers, keepalive: true }).catch(() => {});
}

/** Puts the line above the first message of somebody else that is below it. */
function draw() {
  const all = rows();
  const isKnown = !messages().dataset.older || Number(all[0]?.dataset.seq) <= line;
  const first = line !== null && isKnown
    ? all.find((li) => Number(li.dataset.seq) > line && li.dataset.authorId !== userId && !li.matches('.message-line, .message-deleted') && !isBlocked(li.dataset.authorId))
    : null;
  isDrawn = Boolean(first);
  const drawn = [...messages().querySelectorAll('[data-new]')];
  if (drawn.length === (first ? 1 : 0) && drawn[0] === (first ?? undefined)) return;
  const restore = holdPlace(isAtEnd() && isNearEnd());
  drawn.forEach((li) => { delete li.dataset.new; });
  if (first) first.dataset.new = texts.newLine;
  restore();
}
