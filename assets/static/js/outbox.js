// Sending: a message shows at once, is kept in this browser until the server has it, and is sent again
// under the same key until then, so that it is neither lost nor doubled. Of a user's pages one sends at a time.

import { clock, continuesLast } from './decorate.js';
import { ask, groupId, jittered, outbox, rows, show as showFrame, signIn, texts, userId, wait } from './page.js';
import { shelf } from './storage.js';

const SOONEST = 1000;
const LATEST = 30 * 1000;
// A page lets others have a turn after this time; with a request that is lost it has it this much longer.
const TURN = 5 * 1000;
// Whoever has it for longer does nothing any more.
const STUCK = 30 * 1000;
// What one page wrote to the storage, another has read by then.
const SETTLED = 100;
const AGAIN = new Set([408, 425, 429]);
const NAMED = 12;

const template = document.getElementById('pending-template');
export const kept = shelf('localStorage', 'outbox');
const failed = () => import('./failed.js');

const { locks } = navigator;
// Plain http has no locks. Fetched now, because later there may be no network; else every page is on its own.
const lease = locks ? null : import('./lease.js').catch(() => ({ alone: (work) => work(() => true) }));

let sending = false;
let pause = SOONEST;
let wake = null;

export function start() {
  document.addEventListener('banter:kept', ({ detail }) => remove(detail));
  document.addEventListener('banter:window', settle);
  document.addEventListener('banter:online', () => {
    wake?.();
    pump();
  });
  // Another page of this user has written or sent something, or was closed before it could.
  window.addEventListener('storage', ({ key }) => {
    if (!kept.owns(key)) return;
    show();
    pump();
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) pump(); });
  document.addEventListener('banter:leave', show);
  outbox.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-action]');
    if (button) failed().then(({ act }) => act(button), () => {});
  });
  settle();
  show();
  pump();
}

/** Takes a text for the group of this page, with files that have been uploaded, what it answers, and the thread where it is written. */
export function add(body, { files = [], reply, draft, thread } = {}) {
  const items = load();
  // In the order they were written, even within a millisecond or when the clock is put back.
  const at = Math.max(Date.now(), (items.at(-1)?.at ?? 0) + 1);
  put({ client_id: newKey(), group_id: groupId(), body, files, reply, draft, thread, at });
  show();
  pump();
}

function newKey() {
  // Plain http has no randomUUID.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** All that waits, for any group, in order. */
function load() {
  const items = kept.keys().map((key) => read(kept.get(key))).filter(Boolean);
  return items.sort((one, other) => one.at - other.at);
}

export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    // Nothing that this page has written.
    return null;
  }
}

const put = (item) => kept.set(item.client_id, JSON.stringify(item));
export const isKept = ({ client_id: key }) => kept.get(key) !== null;

export function remove(key) {
  if (kept.get(key) === null) return;
  kept.remove(key);
  show();
}

/** What is in the timeline has been sent, whoever did it. */
function settle() {
  const own = new Set(rows().filter((li) => li.dataset.authorId === userId).map((li) => li.dataset.clientId));
  kept.keys().filter((key) => own.has(key)).forEach(remove);
}

const next = () => load().find(({ failed }) => !failed);

/** Sends one after the other, in order. What has failed for good waits for its author. */
async function pump() {
  if (sending) return;
  sending = true;
  try {
    while (next()) {
      const rests = locks ? await byLock() : await (await lease).alone(sendAll, next);
      if (rests) await rest(rests);
    }
  } finally {
    sending = false;
  }
}

/** The browser gives the lock of a page that was closed to the next; one that a page is stuck with is taken away. */
async function byLock() {
  const name = `banter-outbox-${userId}`;
  const work = (isOver = Date.now() + TURN) => sendAll(() => Date.now() < isOver);
  try {
    const rests = await locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null));
    // What the one before has sent may still be there: locks and storage have no order.
    const after = () => wait(SETTLED).then(() => work());
    return rests ?? await locks.request(name, { signal: AbortSignal.timeout(STUCK) }, after);
  } catch (error) {
    if (error.name === 'TimeoutError') return locks.request(name, { steal: true }, () => work());
    // It was taken from this page, which was stuck.
    if (error.name === 'AbortError') return SOONEST;
    throw error;
  }
}

/** Sends all that waits while it is this page's turn; gives the milliseconds to rest after a failure, else 0. */
async function sendAll(isTurn) {
  let rests = 0;
  for (let item; !rests && isTurn() && (item = next());) rests = await deliver(item);
  return rests;
}

/** Tries once: afterwards it is kept, refused, or to be tried again after the milliseconds that this gives. */
async function deliver(item) {
  tell(texts.sending);
  const { status, text, after } = await post(item);
  if (status === 200) {
    pause = SOONEST;
    await accept(item, text);
  } else if (status === 401) {
    // It waits in this browser until its author is back.
    tell(texts.signedOut);
    signIn();
    return LATEST;
  } else if (!status || status >= 500 || AGAIN.has(status)) {
    tell(status === 429 ? texts.slow : texts.waiting);
    const rests = after || jittered(pause);
    pause = Math.min(pause * 2, LATEST);
    return rests;
  } else {
    fail(item, status, text);
  }
  return 0;
}

/** The answer; an empty one where it was lost. */
async function post({ group_id: group, client_id: key, body, files = [], reply, draft, thread }) {
  try {
    // Parts may be longer.
    const fields = files.length > 0 ? new FormData() : new URLSearchParams();
    Object.entries({ client_id: key, body, reply_to: reply?.id ?? '', draft: draft ?? '' }).forEach(([name, value]) => fields.set(name, value));
    if (thread) fields.set('thread', thread);
    files.forEach(({ id, alt }) => {
      fields.append('attachments', id);
      fields.append('alt', alt);
    });
    const response = await ask(`/groups/${group}/messages`, { method: 'POST', body: fields });
    const { status, headers } = response;
    const text = await response.text();
    // A success that doesn't show the message is somebody else's: the sign-in page of a network, say.
    if (response.ok && !text.includes(`data-client-id="${key}"`)) return {};
    const isPlain = headers.get('Content-Type')?.startsWith('text/plain');
    return {
      status: response.ok ? 200 : status,
      text: response.ok || isPlain ? text : '',
      after: Number(headers.get('Retry-After')) * 1000,
    };
  } catch {
    return {};
  }
}

/** The answer is the frame that everybody gets: shown before the pending one goes, so nothing flickers. */
async function accept(item, frame) {
  try {
    if (item.group_id === groupId()) await showFrame(frame);
  } finally {
    remove(item.client_id);
  }
}

function fail(item, status, text) {
  if (!isKept(item)) return;
  const failed = { ...item, failed: text || texts.failed };
  // The same key with another text can't be sent: its copy gets a key of its own.
  if (status === 409) {
    kept.remove(item.client_id);
    failed.client_id = newKey();
  }
  put(failed);
  show();
}

/** Sends one that has failed again, in its turn. */
export function retry(item) {
  delete item.failed;
  put(item);
  show();
  pump();
}

/** Waits, but not once the connection is back. */
async function rest(milliseconds) {
  await Promise.race([wait(milliseconds), new Promise((done) => { wake = done; })]);
  wake = null;
}

function state(item, text) {
  const li = find(item);
  if (li) li.querySelector('.message-state').textContent = text;
}

const find = ({ client_id: key }) => [...outbox.children].find((li) => li.dataset.clientId === key);

/** Says how it is with all that waits: one is sent after the other. */
function tell(text) {
  outbox.querySelectorAll('.message-pending').forEach((li) => {
    li.classList.toggle('message-waiting', text !== texts.sending);
    li.querySelector('.message-state').textContent = text;
  });
}

/** Draws what waits for this group. Rows that are there stay as they are, and keep the focus. */
function show() {
  const items = load().filter((item) => item.group_id === groupId());
  const drawn = items.map((item) => {
    const li = find(item) ?? draw(item);
    li.classList.toggle('message-pending', !item.failed);
    li.classList.toggle('message-failed', Boolean(item.failed));
    if (item.failed) state(item, item.failed);
    return li;
  });
  // As they will stand in the timeline, so that nothing moves when they do.
  items.forEach(({ failed, at }, index) => {
    const before = items[index - 1];
    drawn[index].classList.toggle('continues', !failed && (before ? !before.failed : continuesLast(at)));
  });
  [...outbox.children].filter((li) => !drawn.includes(li)).forEach((li) => li.remove());
  // While there is a network to fetch it by.
  if (outbox.querySelector('.message-failed')) failed().catch(() => {});
  document.dispatchEvent(new CustomEvent('banter:outbox'));
}

function draw(item) {
  const li = template.content.firstElementChild.cloneNode(true);
  li.dataset.clientId = item.client_id;
  li.classList.add('mine');
  const files = item.files ?? [];
  const named = files.slice(0, NAMED);
  li.querySelector('.message-body').textContent = [item.body, ...named.map(({ name }) => `📎 ${name}`), files.length > NAMED && '📎 …'].filter(Boolean).join('\n');
  if (item.reply) quote(li, item.reply);
  li.querySelector('.message-time').textContent = clock.format(item.at);
  // After those written before it; another page's may come late.
  li.dataset.at = item.at;
  const next = [...outbox.children].find((other) => Number(other.dataset.at) > item.at);
  outbox.insertBefore(li, next ?? null);
  return li;
}

function quote(li, { thread, author, text }) {
  li.dataset.thread = thread;
  li.querySelector('.quote').hidden = !author;
  li.querySelector('.quote-author').textContent = author;
  li.querySelector('.quote-text').textContent = text;
}
