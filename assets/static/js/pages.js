// What the pages around the conversation do with JavaScript on: lists follow what is typed, names open cards.

import { start as startKeys } from './keys.js';
import { start as startLeaving } from './leaving.js';
import { start as startListening } from './listening.js';
import { opens, signIn, userId } from './page.js';
import { start as startSidebar } from './sidebar.js';
import { start as startSwitching } from './switching.js';

const status = document.getElementById('status');

document.documentElement.classList.add('js');
startSidebar();
startSwitching();
startKeys();
startLeaving();
opens('a.person-link', () => import('./card.js'));
startListening();
// Of a strip of tabs the one that is open.
document.querySelector('.tab[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
import('./unread.js').then(({ start }) => start(), () => {});

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  // As in page.js: what is asked is asked in the name of whom this page was made for.
  ctx.request.headers['Banter-Viewer'] = userId;
});

document.addEventListener('htmx:before:response', (event) => {
  const { response } = event.detail.ctx;
  if (response.status < 400) return;
  // A form that is refused comes back with what was typed.
  if (response.status === 422 && event.detail.ctx.select) return;
  // The page stays as it is.
  event.preventDefault();
  if (response.status === 401) signIn();
});

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const found = document.querySelector('[data-status]');
  if (found) status.textContent = found.dataset.status;
  // So that the list is the same after a reload, and on the way back.
  if (ctx.sourceElement.matches('form[role=search]')) history.replaceState(null, '', ctx.request.action);
});
