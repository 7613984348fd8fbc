// Reading back and forth: older and newer pages load as one scrolls to them, and the way to the newest.

import { derive } from './decorate.js';
import { fetchMessages, groupId, messages, texts, timeline } from './page.js';
import { cursor, isAtEnd, replaceWindow, trimEnd, trimStart, windowChanged } from './timeline.js';
import { holdPlace, isNearEnd, scrollToEnd } from './scrolling.js';

const older = document.getElementById('older');
const newer = document.getElementById('newer');
const jump = document.getElementById('jump');
const jumpText = [...jump.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE);

// Pages are put in one at a time.
let loading = false;
// Messages have come below what is in view.
let unseen = false;

export function start() {
  const nearby = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => load(target)),
    { root: timeline, rootMargin: '600px 0px' },
  );
  nearby.observe(older);
  nearby.observe(newer);
  for (const link of [older, newer]) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      load(link);
    });
  }
  jump.addEventListener('click', (event) => {
    event.preventDefault();
    jumpToNewest();
  });
  timeline.addEventListener('scroll', showJump, { passive: true });
  document.addEventListener('banter:window', ({ detail }) => {
    unseen ||= detail.unseen;
    showLinks();
  });
  showLinks();
}

/** Shows the end of the timeline, read anew where the rows don't reach it. */
export async function jumpToNewest() {
  if (!isAtEnd()) {
    const page = await fetchMessages(`/groups/${groupId()}`).catch(() => null);
    if (!page) return;
    replaceWindow(page, true);
    if (location.pathname !== jump.pathname) history.replaceState(null, '', jump.pathname);
  }
  scrollToEnd();
}

async function load(link) {
  if (loading || link.hidden) return;
  loading = true;
  try {
    const page = await fetchMessages(link.href);
    // Read before changes that this page has seen: the rows may show what is no longer so. Once more.
    if (Number(page.dataset.lastSeq) >= cursor().last) insert(page, link);
  } catch (error) {
    console.warn('A page of the timeline could not be read.', error);
    await new Promise((done) => { setTimeout(done, 2000); });
  } finally {
    loading = false;
  }
  // The observer speaks only when something changes: look again whether more is wanted.
  if (isNearby(link)) load(link);
}

function insert(page, link) {
  const restore = holdPlace(false);
  const list = messages();
  const rows = [...page.children].filter((li) => !document.getElementById(li.id));
  if (link === older) {
    list.prepend(...rows);
    setPage('older', page.dataset.older);
    trimEnd();
  } else {
    list.append(...rows);
    setPage('newer', page.dataset.newer);
    trimStart();
  }
  derive();
  restore();
  windowChanged();
}

function setPage(side, url) {
  if (url) messages().dataset[side] = url;
  else delete messages().dataset[side];
}

function isNearby(link) {
  if (link.hidden) return false;
  const [box, view] = [link.getBoundingClientRect(), timeline.getBoundingClientRect()];
  return box.bottom > view.top - 600 && box.top < view.bottom + 600;
}

function showLinks() {
  for (const [link, url] of [[older, messages().dataset.older], [newer, messages().dataset.newer]]) {
    link.hidden = !url;
    if (url) link.href = url;
  }
  showJump();
}

function showJump() {
  const away = !isAtEnd() || !isNearEnd();
  if (!away) unseen = false;
  jump.hidden = !away;
  jumpText.textContent = unseen ? texts.jumpNew : texts.jump;
}
