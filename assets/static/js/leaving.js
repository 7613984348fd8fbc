// Signing out leaves nothing of this user in the browser; what is not sent yet is worth a question.

import { texts } from './page.js';
import { shelf } from './storage.js';

const kept = [shelf('localStorage', 'outbox'), shelf('localStorage', 'lease'), shelf('localStorage', 'searches'), shelf('sessionStorage', 'draft'), shelf('sessionStorage', 'typed'), shelf('sessionStorage', 'edit'), shelf('sessionStorage', 'reply'), shelf('sessionStorage', 'files'), shelf('sessionStorage', 'place'), shelf('sessionStorage', 'sidebar')];

export function start() {
  document.getElementById('logout').addEventListener('submit', leave);
}

function leave(event) {
  const [unsent] = kept;
  if (unsent.keys().length > 0 && !window.confirm(texts.leave)) {
    event.preventDefault();
    return;
  }
  kept.forEach(({ keys, remove }) => keys().forEach(remove));
  document.dispatchEvent(new CustomEvent('banter:leave'));
}
