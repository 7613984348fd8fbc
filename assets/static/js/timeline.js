// The page's cursor, and what may enter the timeline.
//
// Every frame says which changes it covers. The cursor `last` says up to where this page has them all: a
// frame is applied if it joins there, ignored if it is old, and asked for again if there is a hole before it.

import { send } from './connection.js';
import { decorate, derive } from './decorate.js';
import { fetchMessages, groupId, jittered, messages, rows, texts, userId, wait } from './page.js';
import { holdPlace, isNearEnd, scrollToEnd } from './scrolling.js';

// Rows that stay in the page.
export const MOST = 300;

let last = 0;
let epoch = '';
// The number that was asked for and is not answered yet.
let asked = null;
// What is left to do after a swap, by its context.
const unfinished = new WeakMap();

export const cursor = () => ({ last, epoch });

export function start() {
  adopt(messages());
  derive();
  const target = document.querySelector('.message.highlighted');
  if (target) target.scrollIntoView({ block: 'center' });
  else if (isAtEnd()) scrollToEnd();
  document.addEventListener('htmx:ws:before:message:incoming', receive);
  document.addEventListener('htmx:ws:after:message:incoming', (event) => advance(event.detail.message.data));
  document.addEventListener('htmx:before:swap', beforeSwap);
  document.addEventListener('htmx:finally:swap', ({ detail }) => {
    unfinished.get(detail.ctx)?.();
    unfinished.delete(detail.ctx);
  });
  // Dividers say "today" only for so long.
  setInterval(derive, 60 * 1000);
}

/** Whether the rows reach the end of the timeline; else later ones are fetched when they are wanted. */
export const isAtEnd = () => !messages().dataset.newer;

/** Takes the cursor from a window that has just been read. */
export function adopt(ol) {
  last = Number(ol.dataset.lastSeq);
  epoch = ol.dataset.epoch;
  asked = null;
}

/** Replaces all rows by those of `ol`. */
export function replaceWindow(ol, follow) {
  const restore = holdPlace(follow);
  messages().replaceWith(document.adoptNode(ol));
  adopt(ol);
  derive();
  restore();
  windowChanged();
}

/** Says that the rows, or what lies before and after them, have changed; `unseen` says that some came below. */
export function windowChanged(unseen = false) {
  document.dispatchEvent(new CustomEvent('banter:window', { detail: { unseen } }));
}

/** Lets go of the oldest rows beyond those that stay in the page. */
export function trimStart() {
  const surplus = rows().slice(0, -MOST);
  if (surplus.length === 0) return;
  surplus.forEach((li) => li.remove());
  messages().dataset.older = `/groups/${groupId()}?before=${rows()[0].dataset.seq}`;
}

/** Lets go of the newest rows beyond those that stay in the page. */
export function trimEnd() {
  const surplus = rows().slice(MOST);
  if (surplus.length === 0) return;
  surplus.forEach((li) => li.remove());
  messages().dataset.newer = `/groups/${groupId()}?after=${rows().at(-1).dataset.seq}`;
}

/** A new connection: whatever was asked of the old one gets no answer. */
export function connected() {
  asked = null;
}

function receive(event) {
  const { data } = event.detail.message;
  if (data.startsWith('{')) {
    const { heartbeat, reset } = JSON.parse(data);
    if (heartbeat && heartbeat.last_seq > last) ask();
    if (reset) event.detail.waitUntil(startAnew());
    return;
  }
  const span = spanOf(data);
  if (!span || (span.from <= last && last < span.to)) return;
  event.preventDefault();
  if (span.from > last) ask();
}

function advance(data) {
  const span = spanOf(data);
  if (span && span.from <= last && last < span.to) {
    last = span.to;
    asked = null;
  }
}

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

/** The cursor can't be caught up with: reads the loaded window again. */
async function startAnew() {
  for (let pause = 1000; ; pause = Math.min(pause * 2, 10000)) {
    await wait(jittered(pause));
    const follow = isAtEnd() && isNearEnd();
    const first = Number(rows()[0]?.dataset.seq ?? 1);
    const url = `/groups/${groupId()}${follow ? '' : `?after=${first - 1}&limit=${MOST}`}`;
    try {
      replaceWindow(await fetchMessages(url), follow);
      return;
    } catch (error) {
      console.warn('The timeline could not be read again yet.', error);
    }
  }
}

/** Lets rows in only if they are newer than the ones shown, or belong into the loaded window. */
function beforeSwap({ detail: { ctx, tasks } }) {
  const fragment = tasks.find(({ swapSpec }) => swapSpec?.style === 'upsert')?.fragment;
  if (!fragment) return;
  const follow = isAtEnd() && isNearEnd();
  const restore = holdPlace(follow);
  const arrived = [...fragment.querySelectorAll('li[data-seq]')];
  const wanted = arrived.filter(isWanted);
  const fresh = wanted.filter((li) => !document.getElementById(li.id));
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
    fresh.filter((li) => li.dataset.authorId !== userId).forEach(announce);
    windowChanged(fresh.length > 0 && !follow);
  });
}

function isWanted(li) {
  const shown = document.getElementById(li.id);
  if (shown) return Number(li.dataset.version) > Number(shown.dataset.version);
  const [seq, loaded] = [Number(li.dataset.seq), rows()];
  const first = messages().dataset.older && loaded.length ? Number(loaded[0].dataset.seq) : 0;
  const end = isAtEnd() ? Infinity : Number(loaded.at(-1)?.dataset.seq ?? 0);
  return first <= seq && seq <= end;
}

/** One short line for those who listen. */
function announce(li) {
  const author = li.querySelector('.message-author').textContent;
  const text = li.querySelector('.message-body').textContent.trim().slice(0, 120);
  const line = texts.announce.replace('{author}', author).replace('{text}', text);
  document.getElementById('announcer').textContent = line;
}
