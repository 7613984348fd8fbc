// Keeps what the reader looks at where it is, or follows the end when they are there.

import { messages, outbox, rows, timeline } from './page.js';

const NEAR = 80;

// Whether the end was in view when the reader last moved.
let following = true;

export const isNearEnd = () => timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < NEAR;

export function scrollToEnd() {
  timeline.scrollTop = timeline.scrollHeight;
}

/** Stays at the end when the space for the timeline changes: a keyboard comes, the composer or the outbox grows. */
export function start() {
  following = isNearEnd();
  timeline.addEventListener('scroll', () => { following = isNearEnd(); }, { passive: true });
  const resized = new ResizeObserver(() => { if (following) scrollToEnd(); });
  resized.observe(timeline);
  resized.observe(outbox);
}

/** Notes the place of what is in view; the function it returns puts it there again after a change. */
export function holdPlace(follow) {
  const anchor = follow ? null : firstInView();
  const focusAgain = focusedPlace();
  return () => {
    if (follow) scrollToEnd();
    const row = anchor && document.getElementById(anchor.id);
    if (row) timeline.scrollTop += row.getBoundingClientRect().top - anchor.top;
    focusAgain?.();
  };
}

/** The first row in view, and where. */
export function firstInView() {
  const edge = timeline.getBoundingClientRect().top;
  for (const row of rows()) {
    const box = row.getBoundingClientRect();
    if (box.bottom > edge) return { id: row.id, seq: row.dataset.seq, top: box.top };
  }
  return null;
}

/** How to give the focus back to the same place in a row that gets replaced. */
function focusedPlace() {
  const active = document.activeElement;
  const row = messages().contains(active) && active.closest('li[id]');
  // What can be done with it moves to the row that takes its place, with its focus.
  if (!row || active.closest('.actions')) return null;
  const focusable = '.message-row, a, button';
  const index = [...row.querySelectorAll(focusable)].indexOf(active);
  return () => {
    if (active.isConnected) return;
    const places = [...document.getElementById(row.id)?.querySelectorAll(focusable) ?? []];
    (places[index] ?? places.at(-1))?.focus({ preventScroll: true });
  };
}
