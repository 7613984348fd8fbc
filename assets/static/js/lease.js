// One page of a user sends at a time, where the browser has no locks: on plain http.
//
// A lease in the storage that all pages share: written, waited for, read again. Whoever is named last has it,
// renews it while sending, and gives it back. Storage has no order among pages, so two may hold it for a moment: when
// the browser takes longer than SETTLED to tell one what another wrote, or when a page sleeps in the middle of a
// request while its lease runs out. The server knows a key that it has seen, so nothing is doubled then.

import { wait } from './page.js';
import { shelf } from './storage.js';

const TERM = 8 * 1000;
const RENEWED = 2 * 1000;
const SETTLED = 100;

const me = [...crypto.getRandomValues(new Uint32Array(2))].join('-');
const leases = shelf('localStorage', 'lease');

/**
 * Runs `work` while this page has the lease, and gives its result. `work` asks the function that it is handed
 * whether the lease is still this page's. Without anything left that is `wanted`, nothing is done.
 */
export async function alone(work, wanted) {
  while (wanted()) {
    const left = remaining();
    if (left > 0) {
      await released(left);
    } else {
      take();
      await wait(SETTLED);
      if (isMine()) return hold(work);
    }
  }
}

async function hold(work) {
  const renewing = setInterval(renew, RENEWED);
  window.addEventListener('pagehide', release);
  try {
    return await work(renew);
  } finally {
    clearInterval(renewing);
    window.removeEventListener('pagehide', release);
    release();
  }
}

/** Milliseconds for which another page has the lease. */
function remaining() {
  const [holder, until] = (leases.get('outbox') ?? '').split(' ');
  const left = Number(until) - Date.now();
  // Nobody writes one that runs longer: the clock was put back.
  return holder === me || !(left <= TERM) ? 0 : left;
}

const take = () => leases.set('outbox', `${me} ${Date.now() + TERM}`);
const isMine = () => leases.get('outbox')?.startsWith(`${me} `) ?? false;

/** A page that has slept through its term finds another's name there. */
function renew() {
  const mine = isMine();
  if (mine) take();
  return mine;
}

function release() {
  if (isMine()) leases.remove('outbox');
}

/** Waits until the lease was changed, or has run out. */
function released(left) {
  return new Promise((done) => {
    const stop = new AbortController();
    const end = () => {
      stop.abort();
      done();
    };
    window.addEventListener('storage', ({ key }) => { if (leases.owns(key)) end(); }, { signal: stop.signal });
    setTimeout(end, left);
  });
}
