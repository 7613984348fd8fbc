// The socket: it opens with the page's cursor, comes back by itself, and says plainly how it is.
//
// hx-ws opens it and swaps what it brings. Coming back is ours: a new element is a new connection, whose
// address carries the cursor as it is then.

import { ask, channels, groupId, jittered, signIn, userId } from './page.js';
import { connected, cursor } from './timeline.js';

const status = document.getElementById('connection');

// The server's heartbeat; two that fail to come mean that nobody is there.
const HEARTBEAT = Number(status.dataset.heartbeat) * 1000;
// What a heartbeat may be late.
const LATE = 5 * 1000;
const SOONEST = 500;
const LATEST = 10 * 1000;
// The server's reason to close: signed out, or not allowed here.
const FORBIDDEN = 1008;

// The connection that the server has spoken on.
let connection = null;
let attempts = 0;
let timer = null;
// A form leads elsewhere: who signs out or leaves the group is cut off before the next page is here.
let leaving = false;
let heard = 0;
let ticked = Date.now();

export function start() {
  Object.assign(htmx.config, { ws: { reconnect: false, pauseOnBackground: false } });
  // Before those who may want to answer.
  document.addEventListener('htmx:ws:before:message:incoming', ({ detail }) => hear(detail.connection), true);
  document.addEventListener('htmx:ws:close', ({ detail }) => {
    // One that was replaced is gone on purpose.
    if (detail.reason === 'closed') closed(detail.code);
  });
  window.addEventListener('online', connect);
  window.addEventListener('offline', () => show('offline'));
  document.addEventListener('submit', ({ defaultPrevented }) => { leaving ||= !defaultPrevented; });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    leaving = false;
    connect();
  });
  document.addEventListener('visibilitychange', () => {
    send({ visible: !document.hidden });
    if (!document.hidden && (!connection || isLate(1))) connect();
  });
  setInterval(watch, 5000);
  connect();
}

/** Says something to the server if it can hear it; what it misses is said by the next cursor. */
export function send(request) {
  if (connection?.socket?.readyState === WebSocket.OPEN) connection.socket.send(JSON.stringify(request));
}

function connect() {
  clearTimeout(timer);
  timer = null;
  connection = null;
  heard = Date.now();
  if (attempts === 0) show('connecting');
  const { last, epoch } = cursor();
  const query = new URLSearchParams({ group: groupId(), channels: channels(), since: last, epoch, viewer: userId, lang: document.documentElement.lang, hidden: document.hidden });
  const text = `<div id="socket" hx-ws:connect="/ws?${query}"></div>`;
  htmx.swap({ sourceElement: document.body, target: '#socket', swap: 'outerHTML', text, transition: false });
}

/** A socket that opens may be refused yet, so it counts from the first thing that is said on it. */
function hear(speaking) {
  heard = Date.now();
  if (speaking === connection) return;
  connection = speaking;
  attempts = 0;
  show('online');
  // It may have changed since the address was made.
  send({ visible: !document.hidden });
  connected();
  document.dispatchEvent(new CustomEvent('banter:online'));
}

async function closed(code) {
  connection = null;
  if (leaving) return;
  if (code === FORBIDDEN && !(await isAllowed())) return;
  // Something else has been quicker.
  if (connection) return;
  const delay = Math.min(SOONEST * 2 ** attempts, LATEST);
  attempts += 1;
  show(attempts > 2 || !navigator.onLine ? 'offline' : 'connecting');
  clearTimeout(timer);
  timer = setTimeout(connect, jittered(delay));
}

/** Whether this page may be here; else it goes where it may. */
async function isAllowed() {
  const response = await ask(`/groups/${groupId()}`, { method: 'HEAD' }).catch(() => null);
  if (response?.status === 401) signIn();
  else if (response?.status === 404) location.assign('/');
  else return true;
  return false;
}

/** Notices a server that has fallen silent, one that never answered, and a computer that has slept. */
function watch() {
  const slept = Date.now() - ticked > 20 * 1000;
  ticked = Date.now();
  if (!timer && isLate(slept ? 1 : 2)) connect();
}

const isLate = (heartbeats) => Date.now() - heard > heartbeats * HEARTBEAT + LATE;

function show(state) {
  status.dataset.state = state;
}
