// Messages by keyboard: Tab stops once for all of them, at the one that one was at last. The arrow keys lead from message
// to message, and what is in a message is a stop of its own only while one is there, unless it has to be scrolled to be read.

import { isBare, isSingle } from './keys.js';
import { timeline } from './page.js';
import { isNearEnd } from './scrolling.js';

const ROW = '.messages:not(.outbox) > .message';
const FOLDED = ':scope > .message-blocked:not([open]) > summary';
const WITHIN = 'a, button, audio, video, summary';
const WIDE = '.message-body :is(pre, table)';
const STEPS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

// For each place its message that Tab stops at, by its id, since rows are replaced.
const stops = new Map();
// The message that has the focus in it.
let entered = null;
// A menu key was answered, and so has no other menu.
let menued = false;

export function start() {
  watch(timeline);
  document.addEventListener('banter:window', () => settle(timeline));
  new ResizeObserver(() => settle(timeline)).observe(timeline);
}

/** Messages are gone through here. */
export function watch(place) {
  place.addEventListener('focusin', ({ target }) => enter(place, target.closest(ROW)));
  place.addEventListener('focusout', ({ relatedTarget }) => { if (!place.contains(relatedTarget)) enter(place, null); });
  place.addEventListener('keydown', (event) => press(place, event));
  place.addEventListener('toggle', () => settle(place), true);
  place.addEventListener('contextmenu', (event) => {
    if (menued) event.preventDefault();
    menued = false;
  });
  settle(place);
}

/** The part of a row that takes the focus for it. */
export const head = (li) => li?.querySelector(FOLDED) ?? li?.querySelector('.message-row') ?? null;

// One that is being folded has no head for a moment.
const rows = (place) => [...place.querySelectorAll(ROW)].filter(head);
const scroller = (place) => (place === timeline ? timeline : place.querySelector('#thread-scroll'));
const within = (li) => [...li.querySelectorAll(WITHIN)].filter((part) => !part.closest('.actions'));

/** Rows have come or gone: one of them is the stop. */
export function settle(place) {
  const all = rows(place);
  const stop = stopOf(place, all);
  for (const li of all) {
    if (li !== entered) within(li).forEach((part) => stopAt(part, -1));
    stopAt(head(li), li === stop ? 0 : -1);
  }
  // What is wider than its place has to be reached to be read.
  for (const part of place.querySelectorAll(WIDE)) {
    if (part.scrollWidth > part.clientWidth) stopAt(part, 0);
    else part.removeAttribute('tabindex');
  }
  // Without messages there is something to be read all the same.
  if (scroller(place)) stopAt(scroller(place), all.length > 0 ? -1 : 0);
}

/** Where one was, or what the address points at, or the newest. */
function stopOf(place, all) {
  return all.find(({ id }) => id === stops.get(place)) ?? all.find((li) => li.matches('.highlighted')) ?? all.at(-1);
}

function stopAt(part, index) {
  if (part.getAttribute('tabindex') !== String(index)) part.tabIndex = index;
}

function enter(place, li) {
  if (entered === li) return;
  const before = entered;
  entered = li;
  if (before) within(before).forEach((part) => stopAt(part, -1));
  if (li) {
    within(li).forEach((part) => part.removeAttribute('tabindex'));
    stops.set(place, li.id);
  } else if (place !== timeline || isNearEnd()) {
    // Whoever comes back wants to know what is new.
    stops.delete(place);
  }
  settle(place);
}

function press(place, event) {
  const { target, key } = event;
  const li = target.closest(ROW);
  if (event.defaultPrevented || !li || target.matches('audio, video')) return;
  const isMenu = key === 'ContextMenu' || (key === 'F10' && event.shiftKey);
  if (target === head(li) && target.matches('.message-row') && (isMenu || (key === 'Enter' && isBare(event)))) {
    event.preventDefault();
    menued = isMenu;
    import('./actions.js').then(({ reach }) => reach(li), () => {});
  } else if (target.closest('.actions') || !isBare(event)) {
    // The toolbar goes by its own keys.
  } else if (key === 'Escape') {
    leave(place, event);
  } else if (key === 'Home' || key === 'End') {
    event.preventDefault();
    go(place, key === 'Home' ? rows(place)[0] : rows(place).at(-1));
  } else if (STEPS[key] && (key.length > 1 || isSingle(event))) {
    step(place, li, event);
  }
}

function step(place, li, event) {
  const by = STEPS[event.key];
  // What is longer than the page is read to its end first.
  if (event.key.length > 1 && reachesOut(place, li, by)) return;
  event.preventDefault();
  const all = rows(place);
  const next = all[all.indexOf(li) + by];
  // Of a thread, replies may lie between its first message and the rest.
  const more = place.querySelector(`#thread-${by < 0 ? 'older' : 'newer'}:not([hidden])`);
  if (next && (!more || by > 0 || next.parentElement === li.parentElement)) go(place, next);
  else more?.click();
}

function reachesOut(place, li, by) {
  const [row, view] = [li.getBoundingClientRect(), scroller(place).getBoundingClientRect()];
  return row.height > view.height && (by > 0 ? row.bottom > view.bottom + 1 : row.top < view.top - 1);
}

function go(place, li) {
  head(li).focus({ preventScroll: true });
  li.scrollIntoView({ block: 'nearest' });
}

/** Back to where one writes, if one may. */
function leave(place, event) {
  const field = place === timeline ? document.getElementById('composer-body') : document.getElementById('thread-body');
  if (!field || field.closest('[hidden]')) return;
  // A thread stays open.
  event.preventDefault();
  field.focus();
}
