// Who that is: a name opens a card beside it. Without script, or when the card can't be had, it opens the page.

import { ask, signIn } from './page.js';

const GAP = 8;
const narrow = matchMedia('(max-width: 699.98px)');

const card = document.getElementById('person-card');

// The link that was clicked last.
let wanted = null;

card.addEventListener('toggle', ({ newState }) => {
  document.querySelector('.person-link[aria-expanded]')?.removeAttribute('aria-expanded');
  if (newState === 'open') wanted?.setAttribute('aria-expanded', 'true');
  else empty();
});
// What unfolds in it has to be in view, too.
card.addEventListener('toggle', ({ target }) => { if (target !== card && wanted) place(wanted); }, true);

function empty() {
  card.replaceChildren();
  card.removeAttribute('aria-labelledby');
}

export async function open(href, link) {
  wanted = link;
  try {
    const response = await ask(href);
    if (response.status === 401) {
      signIn();
      return;
    }
    if (!response.ok) throw new Error(`${href}: ${response.status}`);
    const html = new DOMParser().parseFromString(await response.text(), 'text/html');
    // Another name has been clicked meanwhile, or this one has gone.
    if (wanted !== link || !link.isConnected) return;
    show(link, html.body.childNodes);
  } catch {
    location.assign(href);
  }
}

function show(link, nodes) {
  if (card.matches(':popover-open')) card.hidePopover();
  card.replaceChildren(...nodes);
  card.setAttribute('aria-labelledby', 'card-name');
  // It gets the focus back when the card closes.
  link.focus({ preventScroll: true });
  card.showPopover();
  place(link);
  card.focus({ preventScroll: true });
}

/** Below the name, or above it, wherever it is in view. A narrow screen has it at its bottom. */
function place(link) {
  card.removeAttribute('style');
  if (narrow.matches) return;
  const [name, box] = [link.getBoundingClientRect(), card.getBoundingClientRect()];
  const below = name.bottom + GAP;
  const top = below + box.height > innerHeight ? name.top - GAP - box.height : below;
  card.style.top = `${Math.max(GAP, top)}px`;
  card.style.left = `${Math.max(GAP, Math.min(name.left, innerWidth - box.width - GAP))}px`;
}
