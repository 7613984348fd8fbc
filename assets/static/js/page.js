// The places of the page that several modules work on, the texts they show, and asking the server.

const get = (id) => document.getElementById(id);

// A request that takes longer has been lost.
const PATIENCE = 20 * 1000;

export const timeline = get('timeline');
export const outbox = get('outbox');
export const texts = get('texts').dataset;
export const userId = document.body.dataset.userId;

// How times are written: as the reader's own kind of the page's language does, e.g. en-GB.
const { lang } = document.documentElement;
export const locale = navigator.languages.find((own) => own.split('-')[0] === lang) ?? lang;

// Looked up each time: the list is replaced where it is read anew.
export const messages = () => get('messages');
export const rows = () => [...messages().querySelectorAll(':scope > li')];

export const groupId = () => messages().dataset.groupId;

/** Where a form that sends messages is, as what belongs to it is kept: a group, or a thread there. */
export const placeOf = ({ elements: { thread } }) => (thread ? `${groupId()}.${thread.value}` : groupId());

export const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** A number between half of `milliseconds` and all of it, so that pages don't come back all at once. */
export const jittered = (milliseconds) => milliseconds * (0.5 + Math.random() / 2);

/**
 * Asks the server, as the person whom this page was made for: should somebody else have signed in at this
 * browser since, the answer is 401, and nothing is said in their name.
 */
export function ask(url, options = {}) {
  const headers = { 'HX-Request': 'true', 'Banter-Viewer': userId };
  return fetch(url, { ...options, headers, signal: AbortSignal.timeout(PATIENCE) });
}

/** What the page shows of its group besides the timeline, by name. */
export const channels = () => [...document.querySelectorAll('[data-channel]')].map(({ dataset }) => dataset.channel);

/** Has whatever shows a channel ask for it again: what says hx-trigger="heard:NAME from:document". */
export const heard = (name) => document.dispatchEvent(new CustomEvent(`heard:${name}`));

/** Puts the answer to what one did into the timeline: the frame that everybody gets. */
export const show = (frame) => htmx.swap({ sourceElement: document.body, target: '#messages', swap: 'none', text: frame, transition: false });

/** A part of the timeline as the server has it now. */
export async function fetchMessages(url) {
  const response = await ask(url);
  if (response.status === 401) signIn();
  const html = new DOMParser().parseFromString(await response.text(), 'text/html');
  const list = html.getElementById('messages');
  if (!response.ok || !list) throw new Error(`${url}: ${response.status}`);
  return list;
}

/** The id of the message of a row, which stands in the timeline or in a thread. */
export const idOf = (li) => li.id.replace(/^.*message-/, '');

/** Whether a click asks for what a link leads to here, and not in another tab or window. */
export const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }) => button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;

/** Whether the reader has blocked this person. */
export const isBlocked = (id) => Boolean(document.querySelector(`#standing [data-blocked~="${CSS.escape(id)}"]`));

/** Goes to the sign-in form and comes back to this page. */
export function signIn() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Has links open what a module makes of them, which is fetched when the first is clicked; without it they lead there. */
export function opens(links, fetched) {
  document.addEventListener('click', async (event) => {
    const link = event.target.closest(links);
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    // The toolbar may be at another message by the time that this is here.
    const { href } = link;
    const opener = await fetched().catch(() => null);
    if (opener) opener.open(href, link);
    else location.assign(href);
  });
}
