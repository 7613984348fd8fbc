// What is unread, as the server counts it: the marks of the groups, of all together, and the title.
//
// Nothing is counted here. Whatever may have changed it makes the page ask, a question at a time and not more often than
// every two seconds; a page that has read something says so instead, and is answered the same.

import { ask, signIn } from './page.js';

const PAUSE = 2000;
const AFTER_CONNECTING = 500;
const AFTER_RECONNECTING = 2000;
const AFTER_FAILING = 10000;

const groups = document.getElementById('groups');
const total = document.getElementById('unread-total');
const open = document.getElementById('messages')?.dataset.groupId ?? '';

// The question that is waited for, and that is on its way; whether it came too early for what was said since.
let due = null;
let asking = false;
let again = false;
let asked = -PAUSE;
let isConnected = false;
let unmuted = null;

// What a page of a conversation has to say first, and what it does with the answer.
let speaker = { news: () => null, heard: () => {}, failed: () => {}, knows: () => false };

export function start(speaking) {
  if (!total) return;
  if (speaking) speaker = speaking;
  document.addEventListener('banter:unread', ({ detail }) => { if (!speaker.knows(detail.seen)) refresh(detail.within); });
  document.addEventListener('banter:online', connected);
  document.addEventListener('banter:listening', connected);
  // It shows what was unread when it was asked for.
  document.addEventListener('banter:sidebar', () => {
    title();
    refresh();
  });
  window.addEventListener('pageshow', ({ persisted }) => { if (persisted) refresh(); });
  // The page is older than its connection, which this module may have come after.
  connected();
}

function connected() {
  refresh(isConnected ? AFTER_RECONNECTING : AFTER_CONNECTING);
  isConnected = true;
}

/** Asks once for all that is said within `milliseconds`. */
export function refresh(milliseconds = 0) {
  if (asking) again = true;
  else due ??= setTimeout(exchange, Math.max(asked + PAUSE - performance.now(), Math.random() * milliseconds));
}

/** Says now what there is to say. */
export function hurry() {
  if (asking) {
    again = true;
    return;
  }
  clearTimeout(due);
  exchange();
}

async function exchange() {
  due = null;
  asking = true;
  again = false;
  asked = performance.now();
  const news = speaker.news();
  try {
    const response = await ask(news?.url ?? `/unread?open=${open}`, news ? { method: 'POST', body: news.body } : {});
    if (response.status === 401) signIn();
    if (news && [403, 404].includes(response.status)) {
      // They belong to it no more.
      speaker.heard(null, news);
      again = true;
    } else {
      const marks = response.ok && new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('marks');
      if (!marks) throw new Error(`${response.url}: ${response.status}`);
      show(marks);
      speaker.heard(marks.querySelector(`[data-group-id="${open}"][data-read]`)?.dataset.read ?? null, news);
    }
  } catch (error) {
    console.warn('What is unread could not be read.', error);
    speaker.failed(news);
    setTimeout(refresh, AFTER_FAILING);
  } finally {
    asking = false;
  }
  if (again) refresh();
}

function show(marks) {
  const found = new Map([...marks.children].map((li) => [li.dataset.groupId, li]));
  const begun = marks.dataset.drafts.split(' ');
  const pencil = marks.querySelector('[data-draft]');
  for (const link of document.querySelectorAll('.group-link[data-group-id]')) {
    const mark = found.get(link.dataset.groupId);
    link.dataset.unread = mark?.dataset.unread ?? '0';
    link.dataset.mentions = mark?.dataset.mentions ?? '0';
    put(link.querySelector('.marks') ?? link.appendChild(Object.assign(document.createElement('span'), { className: 'marks' })), mark);
    const shown = link.querySelector('[data-draft]');
    if (!begun.includes(link.dataset.groupId)) shown?.remove();
    else if (!shown) link.querySelector('.group-link-name').after(pencil.cloneNode(true));
  }
  total.closest('a').dataset.unreadTotal = marks.dataset.total;
  put(total, found.get(''));
  title();
  clearTimeout(unmuted);
  // A page may live longer than a timer can wait.
  if (marks.dataset.again) unmuted = setTimeout(refresh, Math.min(Number(marks.dataset.again) + 500, 2 ** 31 - 1));
}

function put(place, mark) {
  const html = mark?.innerHTML ?? '';
  if (place.innerHTML !== html) place.innerHTML = html;
}

function title() {
  const { unreadTotal } = total.closest('a').dataset;
  const plain = document.title.replace(/^\(\d+\+?\) /, '');
  document.title = unreadTotal === '0' ? plain : `(${unreadTotal}) ${plain}`;
}
