// A picture as large as the window: by pointer, finger and keyboard. The arrows lead to the others of the page.

const dialog = document.createElement('dialog');
const [pictures, closing, backwards, forwards, saving] = document.getElementById('texts').dataset.lightbox.trim().split('|');

let shown = null;

dialog.className = 'lightbox';
dialog.ariaLabel = pictures;
const image = document.createElement('img');
const caption = document.createElement('p');
const close = button('lightbox-close', closing, '✕', () => dialog.close());
const before = button('lightbox-before', backwards, '‹', () => step(-1));
const after = button('lightbox-after', forwards, '›', () => step(1));
const download = document.createElement('a');
download.className = 'lightbox-download';
download.textContent = saving;
dialog.append(image, caption, download, before, after, close);
document.body.append(dialog);

dialog.addEventListener('keydown', ({ key }) => {
  if (key === 'ArrowLeft') step(-1);
  if (key === 'ArrowRight') step(1);
});
dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
// Back to the picture that was seen last: it may be another one than was opened, or have been replaced.
dialog.addEventListener('close', () => {
  image.removeAttribute('src');
  all().find(({ href }) => href === shown)?.focus();
});

/** Opens the picture that this link leads to. */
export function open(link) {
  show(link);
  dialog.showModal();
  dialog.focus();
}

// In a sheet of many, those of the sheet.
const all = () => [...(document.querySelector('.sheet[open]') ?? document).querySelectorAll('a.picture')];

function step(by) {
  const links = all();
  const at = links.findIndex(({ href }) => href === shown);
  const next = links[at + by];
  if (next) show(next);
}

function show(link) {
  shown = link.href;
  image.src = link.href;
  const { name, alt } = link.dataset;
  image.alt = alt || name;
  caption.textContent = alt || name;
  download.href = link.href;
  download.download = name;
  const links = all();
  const at = links.indexOf(link);
  before.disabled = at <= 0;
  after.disabled = at >= links.length - 1;
  // The one that is probably asked for next.
  if (links[at + 1]) new Image().src = links[at + 1].href;
}

function button(name, text, sign, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  made.ariaLabel = text;
  made.textContent = sign;
  made.addEventListener('click', act);
  return made;
}
