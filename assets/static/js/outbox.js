// Sending: a message shows at once, is kept in this browser until the server has it, and is sent again
// under the same key until then, so that it is neither lost nor doubled.

import { groupId, jittered, outbox, texts, userId, wait } from './page.js';
import { isNearEnd, scrollToEnd } from './scrolling.js';

const KEY = `banter.outbox.${userId}`;
const PATIENCE = 20 * 1000;
const LATEST = 30 * 1000;
const AGAIN = new Set([408, 425, 429]);

const template = document.getElementById('pending-template');

// Where the browser keeps nothing, this page does.
let memory = [];
let sending = false;
let wake = null;

export function start() {
  document.addEventListener('banter:kept', ({ detail }) => remove(detail));
  document.addEventListener('banter:online', () => { wake?.(); });
  window.addEventListener('storage', ({ key }) => { if (key === KEY) show(); });
  document.getElementById('logout')?.addEventListener('submit', () => save([]));
  outbox.addEventListener('click', act);
  show();
  pump();
}

/** Takes a text for the group of this page. */
export function add(body) {
  const follow = isNearEnd();
  save([...load(), { client_id: newKey(), group_id: groupId(), body, at: Date.now() }]);
  show();
  if (follow) scrollToEnd();
  pump();
}

function newKey() {
  // Plain http has no randomUUID.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? memory;
  } catch {
    return memory;
  }
}

function save(items) {
  memory = items;
  try {
    if (items.length) localStorage.setItem(KEY, JSON.stringify(items));
    else localStorage.removeItem(KEY);
  } catch {
    // Kept in memory, then.
  }
}

function update(clientId, change) {
  save(load().map((item) => (item.client_id === clientId ? { ...item, ...change } : item)));
  show();
}

function remove(clientId) {
  const items = load();
  const left = items.filter((item) => item.client_id !== clientId);
  if (left.length < items.length) {
    save(left);
    show();
  }
}

/** Sends one after the other, in order. What has failed for good waits for its author. */
async function pump() {
  if (sending) return;
  sending = true;
  for (let item; (item = load().find((waiting) => !waiting.failed));) {
    // One at a time, in this order.
    await deliver(item);
  }
  sending = false;
}

async function deliver(item) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, LATEST)) {
    const response = await post(item);
    if (response?.ok) {
      await keep(item, await response.text());
      return;
    }
    if (response?.status === 401) {
      // It waits in this browser until its author is back.
      state(item, texts.signedOut);
      await rest(LATEST);
    } else if (!response || response.status >= 500 || AGAIN.has(response.status)) {
      state(item, texts.waiting);
      const asked = Number(response?.headers.get('Retry-After')) * 1000;
      await rest(asked || jittered(pause));
    } else {
      // The same key with another text can't be sent: its copy gets a key of its own.
      const key = response.status === 409 ? { client_id: newKey() } : {};
      update(item.client_id, { ...key, failed: (await response.text()) || texts.failed });
      return;
    }
    // Discarded, or delivered by another window, meanwhile.
    if (!load().some(({ client_id: id }) => id === item.client_id)) return;
    state(item, texts.sending);
  }
}

async function post({ group_id: group, client_id: key, body }) {
  try {
    return await fetch(`/groups/${group}/messages`, {
      method: 'POST',
      headers: { 'HX-Request': 'true' },
      body: new URLSearchParams({ client_id: key, body }),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}

/** The answer is the frame that everybody gets: shown before the pending one goes, so nothing flickers. */
async function keep(item, frame) {
  if (item.group_id === groupId()) {
    await htmx.swap({ sourceElement: document.body, target: '#messages', swap: 'none', text: frame, transition: false });
  }
  remove(item.client_id);
}

/** Waits, but not once the connection is back. */
async function rest(milliseconds) {
  await Promise.race([wait(milliseconds), new Promise((done) => { wake = done; })]);
  wake = null;
}

function state(item, text) {
  const li = find(item.client_id);
  if (li) li.querySelector('.message-state').textContent = text;
}

const find = (clientId) => [...outbox.children].find((li) => li.dataset.clientId === clientId);

/** Draws what waits for this group. Rows that are there stay as they are. */
function show() {
  const items = load().filter((item) => item.group_id === groupId());
  const drawn = items.map((item) => {
    const li = find(item.client_id) ?? draw(item);
    li.classList.toggle('message-pending', !item.failed);
    li.classList.toggle('message-failed', Boolean(item.failed));
    if (item.failed) li.querySelector('.message-state').textContent = item.failed;
    return li;
  });
  outbox.replaceChildren(...drawn);
}

function draw(item) {
  const li = template.content.firstElementChild.cloneNode(true);
  li.dataset.clientId = item.client_id;
  li.classList.add('mine');
  li.querySelector('.message-body').textContent = item.body;
  li.querySelector('.message-state').textContent = texts.sending;
  li.querySelector('.message-time').textContent = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(item.at);
  return li;
}

function act({ target }) {
  const action = target.closest('[data-action]')?.dataset.action;
  const clientId = target.closest('li')?.dataset.clientId;
  const item = load().find((waiting) => waiting.client_id === clientId);
  if (!action || !item) return;
  if (action === 'retry') {
    update(clientId, { failed: undefined });
    state(item, texts.sending);
    pump();
    return;
  }
  remove(clientId);
  if (action === 'edit') document.dispatchEvent(new CustomEvent('banter:edit', { detail: item.body }));
}
