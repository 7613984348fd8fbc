// The pages around the conversation listen too: what changes in one's groups shows in their sidebar, and who is
// signed out leaves them.

import { ask, jittered, signIn, userId } from './page.js';

const SOONEST = 500;
const LATEST = 10 * 1000;
// The server's reason to close: signed out.
const FORBIDDEN = 1008;

let attempts = 0;
let leaving = false;

export function start() {
  document.addEventListener('banter:leave', () => { leaving = true; });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    leaving = false;
    connect();
  });
  connect();
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws?viewer=${userId}`);
  socket.addEventListener('open', () => {
    document.dispatchEvent(new CustomEvent('banter:listening'));
    // Something may have changed while nobody listened.
    if (attempts > 0) document.dispatchEvent(new CustomEvent('banter:groups', { detail: { within: 2000 } }));
  });
  socket.addEventListener('message', ({ data }) => {
    attempts = 0;
    const { groups, unread } = JSON.parse(data);
    if (unread) document.dispatchEvent(new CustomEvent('banter:unread', { detail: unread }));
    if (groups) document.dispatchEvent(new CustomEvent('banter:groups', { detail: groups }));
  });
  socket.addEventListener('close', closed);
}

async function closed({ code }) {
  if (leaving) return;
  if (code === FORBIDDEN) {
    const response = await ask('/groups/sidebar', { method: 'HEAD' }).catch(() => null);
    if (response?.status === 401) {
      signIn();
      return;
    }
  }
  const delay = Math.min(SOONEST * 2 ** attempts, LATEST);
  attempts += 1;
  setTimeout(connect, jittered(delay));
}
