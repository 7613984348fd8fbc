// Reading back and forth: older and newer pages load as one scrolls to them, and the way to the newest.

import { fetchMessages, groupId, messages, texts, timeline, wait } from './page.js';
import { isAtEnd, joint, replaceWindow } from './timeline.js';
import { firstInView, isNearEnd, scrollToEnd } from './scrolling.js';
import { shelf } from './storage.js';

// How far from what is in view a page is loaded.
const AHEAD = 600;

const links = { older: document.getElementById('older'), newer: document.getElementById('newer') };
// Where one was in a group when one went elsewhere.
const places = shelf('sessionStorage', 'place');
const jump = document.getElementById('jump');
const jumpText = [...jump.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE);

// Pages are put in one at a time.
let loading = false;
// Messages have come below what is in view.
let unseen = false;

export function start() {
  const nearby = new IntersectionObserver(loadNearby, { root: timeline, rootMargin: `${AHEAD}px 0px` });
  for (const [side, link] of Object.entries(links)) {
    nearby.observe(link);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      load(side);
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
  window.addEventListener('pagehide', remember);
  document.addEventListener('banter:leave', () => window.removeEventListener('pagehide', remember));
  if (performance.getEntriesByType('navigation')[0]?.type === 'back_forward') comeBack();
  showLinks();
}

/** Whoever was at the end comes back to the end. */
function remember() {
  const place = isAtEnd() && isNearEnd() ? null : firstInView();
  if (place) places.set(groupId(), JSON.stringify({ ...place, path: location.pathname }));
  else places.remove(groupId());
}

/** To where one was, by the browser's way back. */
async function comeBack() {
  const { id, top, seq, path } = JSON.parse(places.get(groupId()) ?? '{}');
  if (path !== location.pathname) return;
  if (!document.getElementById(id)) {
    const page = await fetchMessages(`/groups/${groupId()}?after=${seq - 1}`).catch(() => null);
    if (!page?.childElementCount) return;
    replaceWindow(page, false);
  }
  const row = document.getElementById(id);
  if (row) timeline.scrollTop += row.getBoundingClientRect().top - top;
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

/** The observer speaks only when something changes, so after each page one looks again. */
function loadNearby() {
  const side = Object.keys(links).find(isNearby);
  if (side) load(side);
}

async function load(side) {
  if (loading || links[side].hidden) return;
  loading = true;
  try {
    const join = joint(side);
    // Where it does not fit any more, it is asked for again.
    join(await fetchMessages(links[side].href));
  } catch (error) {
    console.warn('A page of the timeline could not be read.', error);
    await wait(2000);
  } finally {
    loading = false;
  }
  loadNearby();
}

function isNearby(side) {
  const link = links[side];
  if (link.hidden) return false;
  const [box, view] = [link.getBoundingClientRect(), timeline.getBoundingClientRect()];
  return box.bottom > view.top - AHEAD && box.top < view.bottom + AHEAD;
}

function showLinks() {
  for (const [side, link] of Object.entries(links)) {
    const url = messages().dataset[side];
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
