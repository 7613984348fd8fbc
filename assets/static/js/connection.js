// The socket: it opens with the page's cursor, comes back by itself, and says plainly how it is.
//
// hx-ws opens it and swaps what it brings. Coming back is ours: a new element is a new connection, whose
// address carries the cursor as it is then.

import { groupId, jittered, signIn } from './page.js';
import { connected, cursor } from './timeline.js';

// The server's heartbeat; two that fail to come mean that nobody is there.
const HEARTBEAT = 25 * 1000;
const SOONEST = 500;
const LATEST = 10 * 1000;
// The server's reason to close: signed out, or not allowed here.
const FORBIDDEN = 1008;

const status = document.getElementById('connection');

let connection = null;
let attempts = 0;
let timer = null;
let heard = 0;
let ticked = Date.now();

export function start() {
  Object.assign(htmx.config, { ws: { reconnect: false, pauseOnBackground: false } });
  document.addEventListener('htmx:ws:after:connection', ({ detail }) => opened(detail.connection));
  document.addEventListener('htmx:ws:before:message:incoming', () => { heard = Date.now(); });
  document.addEventListener('htmx:ws:close', ({ detail }) => {
    if (detail.reason === 'closed') closed(detail.code);
  });
  window.addEventListener('online', connect);
  window.addEventListener('offline', () => show('offline'));
  window.addEventListener('pageshow', ({ persisted }) => { if (persisted) connect(); });
  document.addEventListener('visibilitychange', () => {
    if (!connection) connect();
    else send({ visible: !document.hidden });
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
  if (attempts === 0) show('connecting');
  const { last, epoch } = cursor();
  const url = `/ws?group=${groupId()}&since=${last}&epoch=${epoch}`;
  const text = `<div id="socket" hx-ws:connect="${url}" hx-trigger="load"></div>`;
  htmx.swap({ sourceElement: document.body, target: '#socket', swap: 'outerHTML', text, transition: false });
}

function opened(fresh) {
  connection = fresh;
  attempts = 0;
  heard = Date.now();
  connected();
  show('online');
  if (document.hidden) send({ visible: false });
  document.dispatchEvent(new CustomEvent('banter:online'));
}

async function closed(code) {
  connection = null;
  if (code === FORBIDDEN && !(await isAllowed())) return;
  comeBack();
}

function comeBack() {
  const delay = Math.min(SOONEST * 2 ** attempts, LATEST);
  attempts += 1;
  show(attempts > 2 || !navigator.onLine ? 'offline' : 'connecting');
  clearTimeout(timer);
  timer = setTimeout(connect, jittered(delay));
}

/** Whether this page may be here; else it goes where it may. */
async function isAllowed() {
  const response = await fetch(`/groups/${groupId()}`, { method: 'HEAD', headers: { 'HX-Request': 'true' } }).catch(() => null);
  if (response?.status === 401) signIn();
  else if (response?.status === 404) location.assign('/');
  else return true;
  return false;
}

/** Notices a server that has fallen silent, and a computer that has slept. */
function watch() {
  const now = Date.now();
  const slept = now - ticked > 20 * 1000;
  ticked = now;
  const silent = connection && now - heard > 2 * HEARTBEAT + 5000;
  if (silent || (slept && now - heard > HEARTBEAT)) connect();
}

function show(state) {
  status.dataset.state = state;
}
