// What a group's page does with JavaScript on. Without it, the same page works by forms and links.

import { start as startAnnouncer } from './announcer.js';
import { hasFiles, refuse, start as startComposer } from './composer.js';
import { start as startConnection } from './connection.js';
import { start as startHistory } from './history.js';
import { start as startKeys } from './keys.js';
import { start as startLeaving } from './leaving.js';
import { start as startOutbox } from './outbox.js';
import { start as startScrolling } from './scrolling.js';
import { start as startSidebar } from './sidebar.js';
import { start as startSwitching } from './switching.js';
import { groupId, isPlain, opens, texts, timeline } from './page.js';
import { start as startTimeline } from './timeline.js';
import { start as startWalking } from './walking.js';

document.documentElement.classList.add('js');
startTimeline();
startWalking();
startScrolling();
startHistory();

// A page that the browser makes before somebody goes there says, asks and keeps nothing until they do.
const { prerendering } = document;
// What they see is there already: it is painted first.
const painted = () => requestAnimationFrame(() => setTimeout(arrive));
if (prerendering) document.addEventListener('prerenderingchange', painted, { once: true });
else arrive();

function arrive() {
  remember();
  startOutbox();
  startAnnouncer();
  startComposer();
  startSidebar(prerendering);
  startSwitching();
  startKeys();
  startLeaving();
  startConnection();
  if (!document.getElementById('thread').hidden) import('./thread.js').then(({ start }) => start(), () => {});
  // How far one has read is fetched, too.
  import('./reading.js').then(({ start }) => start(), () => {});
}

// Which group was open last: of a page that was made or fetched ahead the server can't tell that somebody has come.
function remember() {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `banter-group=${groupId()}; Path=/; Max-Age=15552000; SameSite=Lax${secure}`;
}

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

// So is a thread, which opens beside the timeline, who somebody is, and what a link leads to over the page.
opens('a.thread-link', () => import('./thread.js'));
opens('a.person-link', () => import('./card.js'));
opens('a[data-sheet]', () => import('./sheet.js'));
// So is what folds the messages of those whom one has blocked.
const hasBlocked = () => document.querySelector('#standing [data-blocked]');
const fold = () => import('./folding.js').then(({ foldAll }) => foldAll(), () => {});
let folds = Boolean(hasBlocked());
if (folds) fold();
document.addEventListener('banter:sidebar', () => {
  folds ||= Boolean(hasBlocked());
  if (folds) fold();
});

// So is what keeps the focus with whom it was in the list of who is here.
document.getElementById('people').addEventListener('focusin', (event) => import('./people.js').then(({ start }) => start(event), () => {}), { once: true });

// So is what completes names and commands, from the first @ or / on.
document.addEventListener('input', async ({ target }) => {
  if (!target.matches('.composer-input') || !/@|^\//.test(target.value)) return;
  const completion = await import('./completion.js').catch(() => null);
  completion?.heed(target);
});

// So is who types, when somebody first does.
document.addEventListener('input', (event) => { if (event.target.matches('.composer-input')) heed(event); });
document.addEventListener('banter:typing', heed);

async function heed(event) {
  // Without a connection there is nobody to tell, and perhaps no module to be had.
  if (document.getElementById('connection').dataset.state !== 'online') return;
  // Lost on its way, it is fetched for the next key.
  const typing = await import('./typing.js').catch(() => null);
  typing?.heed(event);
}

// So is what takes files: chosen, dropped, pasted.
const composer = document.getElementById('composer');

const withFiles = (form, work) => import('./files.js').then(work).catch(() => refuse(texts.actionFailed, form));

/** Over a thread it is that. */
const formAt = ({ target }) => target.closest?.('#thread')?.querySelector('form') ?? composer;

function take(event, list) {
  const form = formAt(event);
  if (list.length === 0 || form.hidden) return;
  event.preventDefault();
  // The list empties with its event.
  const files = [...list];
  withFiles(form, ({ add }) => add(files, form));
}

document.addEventListener('dragover', (event) => {
  if (!event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  withFiles(formAt(event), ({ mark }) => mark(formAt(event)));
});
document.addEventListener('drop', (event) => take(event, event.dataTransfer.files));
document.addEventListener('paste', (event) => { if (event.target.closest?.('form.composer')) take(event, event.clipboardData.files); });
document.addEventListener('change', (event) => {
  const { target } = event;
  if (!target.matches('form.composer [type=file]')) return;
  take(event, target.files);
  target.value = '';
});
if (hasFiles(composer)) withFiles(composer, () => {});
