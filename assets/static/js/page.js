// The places of the page that several modules work on, and the texts they show.

const get = (id) => document.getElementById(id);

export const timeline = get('timeline');
export const outbox = get('outbox');
export const texts = get('texts')?.dataset ?? {};
export const userId = document.body.dataset.userId;

// Looked up each time: a swap may have replaced them.
export const messages = () => get('messages');
export const rows = () => [...messages().querySelectorAll(':scope > li')];

export const groupId = () => messages().dataset.groupId;

export const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** A number between half of `milliseconds` and all of it, so that pages don't come back all at once. */
export const jittered = (milliseconds) => milliseconds * (0.5 + Math.random() / 2);

/** A part of the timeline as the server has it now: the `<ol>`, or null where it can't be had. */
export async function fetchMessages(url) {
  const response = await fetch(url, { headers: { 'HX-Request': 'true' } });
  if (response.status === 401) signIn();
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const html = new DOMParser().parseFromString(await response.text(), 'text/html');
  return html.getElementById('messages');
}

/** Goes to the sign-in form and comes back to this page. */
export function signIn() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}
