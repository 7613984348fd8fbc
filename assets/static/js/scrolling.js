// Keeps what the reader looks at where it is, or follows the end when they are there.

import { messages, rows, timeline } from './page.js';

const NEAR = 80;

export const isNearEnd = () => timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < NEAR;

export function scrollToEnd() {
  timeline.scrollTop = timeline.scrollHeight;
}

/** Notes the place of what is in view; the function it returns puts it there again after a change. */
export function holdPlace(follow = isNearEnd()) {
  const anchor = follow ? null : firstInView();
  const focusAgain = focusedPlace();
  return () => {
    if (follow) scrollToEnd();
    const row = anchor && document.getElementById(anchor.id);
    if (row) timeline.scrollTop += row.getBoundingClientRect().top - anchor.top;
    focusAgain?.();
  };
}

function firstInView() {
  const edge = timeline.getBoundingClientRect().top;
  for (const row of rows()) {
    const box = row.getBoundingClientRect();
    if (box.bottom > edge) return { id: row.id, top: box.top };
  }
  return null;
}

/** How to give the focus back to the same place in a row that gets replaced. */
function focusedPlace() {
  const active = document.activeElement;
  const row = messages().contains(active) && active.closest('li[id]');
  if (!row) return null;
  const focusable = 'a, button, [tabindex]';
  const index = [...row.querySelectorAll(focusable)].indexOf(active);
  return () => {
    if (active.isConnected) return;
    document.getElementById(row.id)?.querySelectorAll(focusable)[index]?.focus({ preventScroll: true });
  };
}
