// The page's cursor, and what may enter the timeline.
//
// Every frame says which changes it covers. The cursor `last` says up to where this page has them all: a
// frame is applied if it joins there, ignored if it is old, and asked for again if there is a hole before it.

import { send } from './connection.js';
import { decorate, derive } from './decorate.js';
import { fetchMessages, groupId, heard, isBlocked, jittered, messages, rows, userId, wait } from './page.js';
import { holdPlace, isNearEnd, scrollToEnd } from './scrolling.js';

// Rows that stay in the page.
const MOST = 300;

let last = 0;
let epoch = '';
// The number at which the window was read.
let read = 0;
// The number that was asked for and is not answered yet.
let asked = null;
// The window that is being read again, and what it has to reach.
let renewal = null;
let goal = null;
// What is left to do after a swap, by its context.
const unfinished = new WeakMap();

export const cursor = () => ({ last, epoch });

export function start() {
  adopt(messages());
  derive();
  const target = document.querySelector('.message.highlighted');
  const fresh = document.querySelector('.message[data-new]');
  if (target) target.scrollIntoView();
  else if (fresh) fresh.scrollIntoView();
  else if (isAtEnd()) scrollToEnd();
  document.addEventListener('htmx:ws:before:message:incoming', receive);
  document.addEventListener('htmx:ws:after:message:incoming', (event) => advance(event.detail.message.data));
  document.addEventListener('htmx:before:swap', beforeSwap);
  document.addEventListener('htmx:finally:swap', ({ detail }) => {
    unfinished.get(detail.ctx)?.();
    unfinished.delete(detail.ctx);
  });
  // Dividers say "today" only for so long.
  setInterval(() => derive(), 60 * 1000);
}

/** Whether the rows reach the end of the timeline; else later ones are fetched when they are wanted. */
export const isAtEnd = () => !messages().dataset.newer;

/** A new connection: whatever was asked of the old one gets no answer. */
export function connected() {
  asked = null;
}

/** Replaces all rows by those of `list`, and goes on from where it was read. */
export function replaceWindow(list, follow) {
  const restore = holdPlace(follow);
  messages().replaceWith(document.adoptNode(list));
  const before = last;
  adopt(list);
  if (last < before) ask();
  derive();
  restore();
  windowChanged();
}

/**
 * Taken before a page is asked for, gives the function that puts it before the rows (`older`) or after them
 * (`newer`), if it still fits by then.
 */
export function joint(side) {
  const { [side]: url } = messages().dataset;
  return (page) => {
    // The window begins or ends elsewhere by now.
    if (messages().dataset[side] !== url) return;
    const restore = holdPlace(false);
    const added = [...page.children].filter((li) => !document.getElementById(li.id));
    if (side === 'older') messages().prepend(...added);
    else messages().append(...added);
    setPage(side, page.dataset[side]);
    if (side === 'older') trimEnd();
    else trimStart();
    goBack(Number(page.dataset.lastSeq));
    derive();
    restore();
    windowChanged();
  };
}

/** Some rows are as they were at `seq`: asks for what has changed since, which rows that are newer ignore. */
export function goBack(seq) {
  if (seq >= last) return;
  last = seq;
  ask();
}

function adopt(list) {
  last = Number(list.dataset.lastSeq);
  read = last;
  epoch = list.dataset.epoch;
  asked = null;
}

/** Says that the rows, or what lies before and after them, have changed; `unseen` says that some came below. */
function windowChanged(unseen = false) {
  document.dispatchEvent(new CustomEvent('banter:window', { detail: { unseen } }));
}

/** Lets go of the oldest rows beyond those that stay in the page. */
function trimStart() {
  const surplus = rows().slice(0, -MOST);
  surplus.forEach((li) => li.remove());
  if (surplus.length > 0) setPage('older', `/groups/${groupId()}?before=${rows()[0].dataset.seq}`);
}

/** Lets go of the newest rows beyond those that stay in the page. */
function trimEnd() {
  const surplus = rows().slice(MOST);
  surplus.forEach((li) => li.remove());
  if (surplus.length > 0) setPage('newer', `/groups/${groupId()}?after=${rows().at(-1).dataset.seq}`);
}

function setPage(side, url) {
  if (url) messages().dataset[side] = url;
  else delete messages().dataset[side];
}

function receive(event) {
  const { data } = event.detail.message;
  if (data.startsWith('{')) {
    const { heartbeat, reset, groups, typing, unread, heard: channel } = JSON.parse(data);
    if (heartbeat?.last_seq > last) ask();
    if (reset) event.detail.waitUntil(renew(reset));
    if (groups) document.dispatchEvent(new CustomEvent('banter:groups', { detail: groups }));
    if (unread) document.dispatchEvent(new CustomEvent('banter:unread', { detail: unread }));
    if (channel) heard(channel);
    if (typing) document.dispatchEvent(new CustomEvent('banter:typing', { detail: typing }));
    return;
  }
  const span = spanOf(data);
  if (!span || joins(span)) return;
  event.preventDefault();
  if (span.from > last) ask();
}

function advance(data) {
  const span = spanOf(data);
  if (!span || !joins(span)) return;
  last = span.to;
  asked = null;
}

const joins = ({ from, to }) => from <= last && last < to;

/** The changes that a frame covers: what its first element says. */
function spanOf(data) {
  const first = data.slice(0, data.indexOf('>'));
  const found = first.match(/ data-from="(\d+)" data-to="(\d+)"/);
  return found && { from: Number(found[1]), to: Number(found[2]) };
}

/** Asks once for everything after the cursor. */
function ask() {
  if (asked === last) return;
  asked = last;
  send({ resume: last });
}

/** The cursor can't be caught up with: reads the loaded window again, until it is as new as was ever said. */
function renew({ epoch: named, last_seq: seq }) {
  goal = { epoch: named, seq: Math.max(seq, goal?.epoch === named ? goal.seq : 0), missed: 0 };
  renewal ??= readAgain().finally(() => { renewal = goal = null; });
  return renewal;
}

/** Whether a window is as new as it has to be. One of another epoch is the older or the newer: it gets a second chance. */
function isReached({ dataset }) {
  if (dataset.epoch === goal.epoch) return Number(dataset.lastSeq) >= goal.seq;
  goal.missed += 1;
  return goal.missed > 1;
}

async function readAgain() {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 10000)) {
    await wait(jittered(pause));
    const newest = `/groups/${groupId()}`;
    const first = Number(rows()[0]?.dataset.seq ?? 1);
    const follow = isFollowing();
    try {
      let list = await fetchMessages(follow ? newest : `${newest}?after=${first - 1}&limit=${MOST}`);
      // The place is not there any more: the rows were of another history.
      if (list.childElementCount === 0) list = await fetchMessages(newest);
      if (!isReached(list)) continue;
      replaceWindow(list, follow);
      return;
    } catch (error) {
      console.warn('The timeline could not be read again yet.', error);
    }
  }
}

/** Whether new rows are shown as they come. */
const isFollowing = () => isAtEnd() && isNearEnd();

/** Lets rows in only if they are newer than the ones shown, or belong into the loaded window. */
function beforeSwap({ detail: { ctx, tasks } }) {
  const fragment = tasks.find(({ swapSpec }) => swapSpec?.style === 'upsert')?.fragment;
  if (!fragment) return;
  const follow = isFollowing();
  const restore = holdPlace(follow);
  const arrived = [...fragment.querySelectorAll('li[data-seq]')];
  const wanted = arrived.filter(isWanted);
  const fresh = arrived.filter(isNews);
  wanted.forEach(decorate);
  arrived.filter((li) => !wanted.includes(li)).forEach((li) => li.remove());
  unfinished.set(ctx, () => {
    if (follow) trimStart();
    else trimEnd();
    derive();
    // Also those that are not shown: their being here says that they are kept.
    const own = arrived.filter((li) => li.dataset.authorId === userId);
    own.forEach((li) => document.dispatchEvent(new CustomEvent('banter:kept', { detail: li.dataset.clientId })));
    restore();
    if (fresh.length > 0) document.dispatchEvent(new CustomEvent('banter:news', { detail: fresh }));
    windowChanged(fresh.length > 0 && !follow);
  });
}

function isWanted(li) {
  const shown = document.getElementById(li.id);
  if (shown) return Number(li.dataset.version) > Number(shown.dataset.version);
  // The window was read after it, and has it not: it is purged, and this is an answer that was long on its way.
  if (Number(li.dataset.version) <= read) return false;
  const [seq, loaded] = [Number(li.dataset.seq), rows()];
  const first = messages().dataset.older && loaded.length ? Number(loaded[0].dataset.seq) : 0;
  const end = isAtEnd() ? Infinity : Number(loaded.at(-1)?.dataset.seq ?? 0);
  return first <= seq && seq <= end;
}

/** Whether somebody else wrote it, whom the reader listens to, after all that this page has. */
const isNews = ({ dataset: { authorId, seq } }) => authorId !== userId && !isBlocked(authorId) && Number(seq) > last;
