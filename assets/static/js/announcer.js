// Says to those who listen what others see: what has been written, in one short line a message, and what was done or
// went wrong. The timeline itself is silent, since its rows come, go and change for many reasons.

import { isBlocked, outbox, texts } from './page.js';

const LONGEST = 120;
// Lines at once; of more it is said how many there are.
const MOST = 3;
// Between two times there is this long to listen; what comes meanwhile is said together.
const PAUSE = 2500;

const announcer = document.getElementById('announcer');
const alarm = document.getElementById('alarm');

// What is to be said when the time has come.
let waiting = [];
let due = null;
let said = -PAUSE;
// Messages that are known not to be sent.
const failed = new Set();

/** After the outbox. */
export function start() {
  // Those of an earlier visit are no news.
  complaints().forEach(({ dataset: { clientId } }) => failed.add(clientId));
  document.addEventListener('banter:news', ({ detail }) => announce(detail));
  document.addEventListener('banter:outbox', complain);
}

/** Says in a word what was done. */
export function tell(text) {
  announcer.replaceChildren(line(text));
}

function announce(rows) {
  waiting.push(...rows);
  const left = said + PAUSE - performance.now();
  if (left <= 0) speak();
  else due ??= setTimeout(speak, left);
}

function speak() {
  const lines = waiting.length > MOST ? [several()] : waiting.map(summary);
  clearTimeout(due);
  waiting = [];
  due = null;
  said = performance.now();
  announcer.replaceChildren(...lines.map(line));
}

// By functions: a text may hold what has a meaning in a replacement.
const several = () => texts.announceSeveral.replace('{count}', waiting.length).replace('{text}', () => summary(waiting.at(-1)));

function summary(li) {
  const author = li.querySelector('.message-author')?.textContent;
  // What is forwarded of somebody whom one has blocked folds.
  const body = [...li.querySelectorAll('.message-body')].find((one) => !isBlocked(one.closest('.forward')?.dataset.authorId ?? ''));
  const text = body?.textContent.trim().replace(/\s+/g, ' ') || li.querySelector('.files')?.ariaLabel || (li.querySelector('.forward') ? texts.folded : '');
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  // A line of the system has no author.
  return author ? texts.announce.replace('{author}', () => author).replace('{text}', () => short) : short;
}

/** What could not be sent is said at once, and once. */
function complain() {
  const rows = complaints();
  const fresh = rows.filter(({ dataset: { clientId } }) => !failed.has(clientId));
  failed.clear();
  rows.forEach(({ dataset: { clientId } }) => failed.add(clientId));
  if (fresh.length > 0) alarm.replaceChildren(...fresh.map((li) => line(why(li))));
  else if (rows.length === 0) alarm.replaceChildren();
}

const complaints = () => [...outbox.querySelectorAll('.message-failed')];

function why(li) {
  const state = li.querySelector('.message-state').textContent;
  return state === texts.failed ? state : `${texts.failed}: ${state}`;
}

function line(text) {
  return Object.assign(document.createElement('p'), { textContent: text });
}
