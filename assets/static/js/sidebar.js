// The sidebar: it stays where one has scrolled it, and follows when one's groups, or the open one, change.

import { ask, signIn, wait } from './page.js';
import { shelf } from './storage.js';

const panel = document.getElementById('sidebar');
const groups = document.getElementById('groups');
const input = document.getElementById('composer-body');
const places = shelf('sessionStorage', 'sidebar');

// Within this time the page asks again after it has come back.
const AFTER_RECONNECTING = 2000;
const AFTER_FAILING = 10000;

// What is waited for before the server is asked; whatever else is said meanwhile is answered by it too.
let asking = null;
// Something was said while the answer was on its way.
let again = false;
let wasOnline = false;

export function start(isOld) {
  wasOnline = isOld;
  reveal();
  panel.addEventListener('toggle', reveal);
  window.addEventListener('pagehide', remember);
  panel.addEventListener('click', remember);
  document.addEventListener('banter:leave', () => window.removeEventListener('pagehide', remember));
  document.addEventListener('banter:groups', ({ detail }) => refresh(detail.within));
  document.addEventListener('banter:online', () => {
    // The page itself is as new as its first connection.
    if (wasOnline) refresh(AFTER_RECONNECTING);
    wasOnline = true;
  });
}

/** Scrolls to where it was on the page before, and the open group into view. */
function reveal() {
  const top = Number(places.get('top'));
  if (top) groups.scrollTop = top;
  const open = groups.querySelector('[aria-current]');
  if (!open) return;
  const [box, view] = [open.getBoundingClientRect(), groups.getBoundingClientRect()];
  if (box.top < view.top || box.bottom > view.bottom) open.scrollIntoView({ block: 'center' });
}

function remember() {
  if (groups.clientHeight > 0) places.set('top', groups.scrollTop);
}

/** Asks once for all that is said within `milliseconds`, and not at the moment at which every page does. */
async function refresh(milliseconds, retries = 1) {
  if (asking) {
    again ||= asking === 'server';
    return;
  }
  asking = 'chance';
  await wait(Math.random() * milliseconds);
  asking = 'server';
  let failed = false;
  try {
    await update();
  } catch (error) {
    failed = true;
    console.warn('The sidebar could not be read again.', error);
  } finally {
    asking = null;
  }
  if (failed && retries > 0) {
    refresh(AFTER_FAILING, retries - 1);
  } else if (again) {
    again = false;
    refresh(milliseconds);
  }
}

async function update() {
  const open = document.getElementById('messages')?.dataset.groupId ?? '';
  const response = await ask(`/groups/sidebar?open=${open}`);
  if (response.status === 401) signIn();
  if (!response.ok) throw new Error(`/groups/sidebar: ${response.status}`);
  const text = await response.text();
  const restore = hold();
  await htmx.swap({ sourceElement: document.body, target: '#groups', swap: 'none', text, transition: false });
  restore();
  heed();
  document.dispatchEvent(new CustomEvent('banter:sidebar'));
}

/** Notes what the reader has made of the sidebar; the function it returns makes it so again. */
function hold() {
  const top = groups.scrollTop;
  const isOpen = groups.querySelector('details')?.open;
  const focused = groups.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  return () => {
    const archived = groups.querySelector('details');
    if (archived && isOpen !== undefined) archived.open = isOpen;
    groups.scrollTop = top;
    if (focused) groups.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };
}

/** The rest of the page goes by what its header says now. What is being written stays. */
function heed() {
  const said = document.querySelector('#room-heading > .room-title')?.dataset;
  if (!said) return;
  document.title = said.title;
  input.placeholder = said.placeholder;
  input.labels[0].textContent = said.placeholder;
  document.getElementById('timeline').setAttribute('aria-label', said.label);
  for (const id of ['composer', 'dock-foot']) document.getElementById(id).hidden = 'archived' in said;
}
