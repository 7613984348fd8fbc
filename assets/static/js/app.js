// What a group's page does with JavaScript on. Without it, the same page works by forms and links.

import { start as startCards } from './card.js';
import { start as startComposer } from './composer.js';
import { start as startConnection } from './connection.js';
import { start as startHistory } from './history.js';
import { start as startLeaving } from './leaving.js';
import { start as startOutbox } from './outbox.js';
import { start as startScrolling } from './scrolling.js';
import { start as startSidebar } from './sidebar.js';
import { timeline } from './page.js';
import { start as startTimeline } from './timeline.js';

document.documentElement.classList.add('js');
startTimeline();
startScrolling();
startHistory();
startOutbox();
startComposer();
startSidebar();
startCards();
startLeaving();
startConnection();

// Most visits read and write: what one can do with a message is fetched when somebody first points at one.
const POINTING = ['pointerover', 'focusin', 'click'];
POINTING.forEach((event) => timeline.addEventListener(event, begin));

// What was pointed at last, while that is on its way.
let pointed = null;

async function begin(event) {
  // Its link is for pages without script.
  if (event.type === 'click' && event.target.closest('.reaction')) event.preventDefault();
  const isFirst = !pointed;
  pointed = event;
  if (!isFirst) return;
  // Lost on its way, it is fetched when somebody points again.
  const actions = await import('./actions.js').catch(() => null);
  const last = pointed;
  pointed = null;
  if (!actions) return;
  POINTING.forEach((type) => timeline.removeEventListener(type, begin));
  actions.start(last);
}

// A thread opens beside the timeline.
document.addEventListener('click', openThread);
if (!document.getElementById('thread').hidden) import('./thread.js').then(({ start }) => start(), () => {});

async function openThread(event) {
  const link = event.target.closest('a.thread-link');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const thread = await import('./thread.js').catch(() => null);
  if (thread) thread.open(link.href, link);
  else location.assign(link.href);
}

// Whom one may mention is offered from the first @ on.
document.addEventListener('input', async ({ target }) => {
  if (!target.matches('.composer-input') || !target.value.includes('@')) return;
  const mention = await import('./mention.js').catch(() => null);
  mention?.heed(target);
});

// So is what a link leads to over the page.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-sheet]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const sheet = await import('./sheet.js').catch(() => null);
  if (sheet) sheet.open(link.href);
  else location.assign(link.href);
});

// So is who types, when somebody first does.
document.getElementById('composer').addEventListener('input', heed);
document.addEventListener('banter:typing', heed);

async function heed(event) {
  // Without a connection there is nobody to tell, and perhaps no module to be had.
  if (document.getElementById('connection').dataset.state !== 'online') return;
  // Lost on its way, it is fetched for the next key.
  const typing = await import('./typing.js').catch(() => null);
  typing?.heed(event);
}
