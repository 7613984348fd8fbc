// What one has searched for lately, in this browser only. Signing out forgets it.

import { shelf } from './storage.js';

const MOST = 8;
const kept = shelf('localStorage', 'searches');

/** The latest first. */
export function recent() {
  try {
    const list = JSON.parse(kept.get('recent') ?? '[]');
    return Array.isArray(list) ? list.filter((query) => typeof query === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(query) {
  const typed = query.trim();
  if (typed) write([typed, ...recent().filter((known) => known !== typed)].slice(0, MOST));
}

export const forget = (query) => write(recent().filter((known) => known !== query));

export const clear = () => kept.remove('recent');

function write(list) {
  if (list.length > 0) kept.set('recent', JSON.stringify(list));
  else clear();
}
