// Where files are shown: their styles, and pictures that open as large as the window. Fetched for the first of them.

import { isPlain } from './page.js';
import { style } from './style.js';

style('files');

document.addEventListener('click', async (event) => {
  const picture = event.target.closest('a.picture');
  if (!picture || !isPlain(event)) return;
  event.preventDefault();
  const lightbox = await import('./lightbox.js').catch(() => null);
  if (lightbox) lightbox.open(picture);
  else location.assign(picture.href);
});
