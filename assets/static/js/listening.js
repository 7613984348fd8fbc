// The pages around the conversation listen too: what changes in one's groups shows in their sidebar, and who is
// signed out leaves them.

import { ask, channels, heard, jittered, signIn, userId } from './page.js';

const SOONEST = 500;
const LATEST = 10 * 1000;
// The server's reason to close: signed out, or not allowed here.
const FORBIDDEN = 1008;

let attempts = 0;
let leaving = false;

// Of what a page shows of a group it hears, too.
const groupId = () => document.querySelector('[data-channel]')?.dataset.of;

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
  const beside = groupId();
  const query = new URLSearchParams({ viewer: userId, ...(beside && { beside, channels: channels(), lang: document.documentElement.lang }) });
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws?${query}`);
  socket.addEventListener('open', () => {
    document.dispatchEvent(new CustomEvent('banter:listening'));
    // Something may have changed while nobody listened.
    if (attempts > 0) document.dispatchEvent(new CustomEvent('banter:groups', { detail: { within: 2000 } }));
  });
  socket.addEventListener('message', ({ data }) => {
    attempts = 0;
    if (!data.startsWith('{')) {
      htmx.swap({ sourceElement: document.body, target: document.body, swap: 'none', text: data, transition: false });
      return;
    }
    const { groups, unread, heard: channel } = JSON.parse(data);
    if (unread) document.dispatchEvent(new CustomEvent('banter:unread', { detail: unread }));
    if (channel) heard(channel);
    if (groups) document.dispatchEvent(new CustomEvent('banter:groups', { detail: groups }));
  });
  socket.addEventListener('close', closed);
}

async function closed({ code }) {
  if (leaving) return;
  if (code === FORBIDDEN) {
    const response = await ask(groupId() ? `/groups/${groupId()}` : '/groups/sidebar', { method: 'HEAD' }).catch(() => null);
    if (response?.status === 401) {
      signIn();
      return;
    }
    if (response?.status === 404) {
      location.assign('/');
      return;
    }
  }
  const delay = Math.min(SOONEST * 2 ** attempts, LATEST);
  attempts += 1;
  setTimeout(connect, jittered(delay));
}
