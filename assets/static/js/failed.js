// A message that was not sent: tried again, written anew, or let go. Fetched for the first one.

import { isKept, kept, read, remove, retry } from './outbox.js';

/** Does what this button says. */
export async function act(button) {
  const { action } = button.dataset;
  const item = read(kept.get(button.closest('li').dataset.clientId));
  if (!item) return;
  // What is pressed goes away, also where a thread shows it.
  const back = document.getElementById(document.activeElement.closest('#thread') ? 'thread-body' : 'composer-body');
  if (action === 'retry') retry(item);
  else if (action !== 'edit' || await giveBack(item)) remove(item.client_id);
  if (action !== 'edit') back.focus();
}

/** Says whether it is where one writes again: where it was written, or in the group if its thread is gone. */
async function giveBack(item) {
  const thread = item.thread && await import('./thread.js').catch(() => null);
  const of = await thread?.formOf(item.thread);
  // Pressed twice, it is given back once.
  return isKept(item) && document.dispatchEvent(new CustomEvent('banter:edit', { detail: { item, of }, cancelable: true }));
}
