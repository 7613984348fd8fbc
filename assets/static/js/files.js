// Files for the next message: chosen, dropped or pasted, uploaded while one still writes, described, taken back.
// Fetched for the first file.

import { refuse } from './composer.js';
import { groupId, placeOf, signIn, texts, userId } from './page.js';
import { shelf } from './storage.js';
import { style } from './style.js';

const AT_A_TIME = 2;
const AGAIN = new Set([401, 408, 425]);
// From so many files on, one line says how it is with all of them.
const MANY = 6;
// What is kept for a reload is written together, because of many files it is long.
const SETTLED = 500;

const composer = document.getElementById('composer');
const { limit } = composer.querySelector('[type=file]').dataset;
const kept = shelf('sessionStorage', 'files');
// Said by other parts of the page, too.
const cancel = document.getElementById('editing-cancel').textContent;
const retry = document.getElementById('pending-template').content.querySelector('[data-action=retry]').textContent;

// The uploads that wait or are under way, by their chip.
const uploads = new Map();
// Told when an upload of a form has ended.
const ended = new Map();
// Where files may be let go now.
let marked = null;
// Whether the server wants a pause.
let rests = false;
// Forms whose files have changed, by the place where they are kept.
const unkept = new Map();

const chipsOf = (form) => form.querySelector('.chips');
const own = (form) => [...uploads].filter(([chip]) => chip.closest('form') === form);

style('files');
document.addEventListener('click', act);
document.addEventListener('input', ({ target }) => { if (target.matches('.chip-alt')) keep(target.form); });
// Enter there is no wish to send.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches('.chip-alt')) event.preventDefault();
});
document.addEventListener('dragleave', ({ relatedTarget }) => { if (!marked?.contains(relatedTarget)) mark(null); });
window.addEventListener('pagehide', write);
// What is not there yet goes with the page: that is worth a question.
window.addEventListener('beforeunload', (event) => {
  if ([...uploads.values()].some(({ state, again }) => state !== 'failed' || again)) event.preventDefault();
});
// Nothing is, of who signs out.
document.addEventListener('banter:leave', () => unkept.clear());
document.addEventListener('banter:thread', ({ detail: form }) => restore(form));
document.addEventListener('drop', () => mark(null));
window.addEventListener('dragend', () => mark(null));
document.querySelectorAll('#composer, #thread-composer').forEach(restore);

/** Shows that files may be let go for this form, or for none. */
export function mark(form) {
  marked?.classList.remove('dropping');
  marked = form?.closest('.room, .thread');
  marked?.classList.add('dropping');
}

/** Offers to send what is written as a file: it is too long for a message. */
export function offer(form) {
  const error = form.querySelector('.composer-error');
  const id = `${form.id}-as-file`;
  if (document.getElementById(id)) return;
  const { body } = form.elements;
  const made = button('text', texts.asFile);
  made.id = id;
  body.addEventListener('input', () => { if (!error.textContent) made.remove(); });
  made.addEventListener('click', () => {
    add([new File([body.value], 'text.txt', { type: 'text/plain' })], form);
    body.value = '';
    body.dispatchEvent(new Event('input', { bubbles: true }));
    body.focus();
  });
  error.after(made);
}

/** Takes these files, and begins to upload them. */
export function add(files, form) {
  mark(null);
  refuse('', form);
  files.forEach((file) => {
    const chip = element('li', 'chip');
    const text = element('span', 'chip-text');
    const size = element('span', 'chip-size');
    text.append(element('bdi', 'chip-name', file.name), ' ', size);
    chip.append(text);
    chipsOf(form).append(chip);
    uploads.set(chip, { file, state: 'waiting' });
    draw(chip);
  });
  summarise(form);
  next();
}

/** The files of the message that is being sent, once they are all there; `null` while one is not. */
export async function take(form) {
  if (ended.has(form)) return null;
  refuse(own(form).length > 0 ? texts.uploading : '', form);
  while (own(form).some(([, { state }]) => state !== 'failed')) await new Promise((done) => { ended.set(form, done); });
  ended.delete(form);
  if (own(form).length > 0) return null;
  refuse('', form);
  const chips = chipsOf(form);
  const files = [...chips.children].map(({ dataset, children }) => ({
    ...dataset,
    alt: [...children].find(({ name }) => name === 'alt')?.value ?? '',
    chip: null,
  }));
  const sent = [...chips.children].map((chip) => chip.outerHTML);
  files.forEach((file, index) => { file.chip = sent[index]; });
  chips.replaceChildren();
  keep(form);
  summarise(form);
  return files;
}

/** Gives back the files of a message that could not be sent. */
export function putBack(files, form) {
  files.forEach(({ chip, alt }) => chipsOf(form).append(parse(chip, alt)));
  keep(form);
  summarise(form);
}

function next() {
  if (rests) return;
  const all = [...uploads.entries()];
  const busy = all.filter(([, { state }]) => state === 'sending').length;
  all.filter(([, { state }]) => state === 'waiting').slice(0, Math.max(0, AT_A_TIME - busy)).forEach(([chip, { state }]) => {
    // One that is refused at once has the next one sent already.
    if (state === 'waiting') send(chip);
  });
}

function send(chip) {
  const upload = uploads.get(chip);
  if (upload.file.size > limit) {
    fail(chip, texts.tooLarge, false);
    return;
  }
  const request = new XMLHttpRequest();
  Object.assign(upload, { state: 'sending', request, error: '' });
  request.open('POST', `/groups/${groupId()}/attachments`);
  request.setRequestHeader('HX-Request', 'true');
  request.setRequestHeader('Banter-Viewer', userId);
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    const progress = chip.querySelector('progress');
    if (progress) progress.value = loaded / total;
    upload.part = loaded / total;
    if (uploads.has(chip)) summarise(chip.closest('form'));
  });
  request.addEventListener('load', () => finish(chip, request));
  request.addEventListener('error', () => fail(chip, texts.uploadFailed));
  const body = new FormData();
  body.append('attachments', upload.file, upload.file.name);
  request.send(body);
  draw(chip);
}

function finish(chip, request) {
  const { status, responseText: text } = request;
  const isPlain = request.getResponseHeader('Content-Type')?.startsWith('text/plain');
  if (status === 401) signIn();
  if (status === 429) {
    rest(chip, Number(request.getResponseHeader('Retry-After')) || 1);
    return;
  }
  if (status !== 200 || !text.includes('data-id')) {
    // What is refused stays so.
    fail(chip, (isPlain && text) || texts.uploadFailed, status >= 500 || AGAIN.has(status));
    return;
  }
  uploads.delete(chip);
  const form = chip.closest('form');
  const done = parse(text);
  const focused = chip.contains(document.activeElement);
  chip.replaceWith(done);
  if (focused) (done.querySelector('.chip-alt:not([type=hidden])') ?? form.elements.body).focus();
  keep(form);
  settle(form);
}

/** Many files at once are taken one after the other: nothing is wrong. */
function rest(chip, seconds) {
  Object.assign(uploads.get(chip), { state: 'waiting', part: 0 });
  draw(chip);
  rests = true;
  setTimeout(() => {
    rests = false;
    next();
  }, seconds * 1000);
}

function fail(chip, error, again = true) {
  Object.assign(uploads.get(chip), { state: 'failed', error, again });
  draw(chip);
  settle(chip.closest('form'));
}

function settle(form) {
  summarise(form);
  next();
  ended.get(form)?.();
}

/** What a chip shows until its file is there. */
function draw(chip) {
  const { file, state, error, again } = uploads.get(chip);
  chip.classList.toggle('chip-failed', state === 'failed');
  const size = chip.querySelector('.chip-size');
  chip.querySelectorAll(':scope > :not(.chip-text)').forEach((part) => part.remove());
  size.textContent = error ?? '';
  size.role = error ? 'alert' : null;
  if (state === 'failed') {
    if (again) chip.append(button('retry', retry));
  } else {
    const progress = element('progress', 'chip-progress');
    progress.max = 1;
    if (state === 'sending') progress.value = 0;
    progress.ariaLabel = file.name;
    chip.append(progress);
  }
  chip.append(button('cancel', cancel));
}

/** How it is with all files of a form, where they are many. */
function summarise(form) {
  const chips = chipsOf(form);
  const count = chips.childElementCount;
  const left = own(form).map(([, upload]) => upload);
  const failed = left.filter(({ state, again }) => state === 'failed' && again).length;
  let line = form.querySelector('.chips-all');
  if (count < MANY) {
    line?.remove();
    return;
  }
  if (!line) {
    line = element('div', 'chips-all');
    const progress = element('progress', 'chip-progress');
    progress.max = 1;
    line.append(element('span', 'chips-count'), progress, button('retry-all', texts.retryAll), button('remove-all', texts.removeAll));
    chips.before(line);
  }
  const [text, progress, again] = line.children;
  const done = count - left.length;
  text.textContent = texts.uploaded.replace('{done}', done).replace('{count}', count);
  progress.ariaLabel = text.textContent;
  progress.value = (done + left.reduce((sum, { part = 0 }) => sum + part, 0)) / count;
  progress.hidden = left.length === 0;
  again.hidden = failed < 2;
}

/** What the line about all of them offers. */
function actOnAll(form, what) {
  if (what === 'retry-all') {
    own(form).filter(([, { state, again }]) => state === 'failed' && again).forEach(([chip]) => tryAgain(chip));
    settle(form);
    form.elements.body.focus();
    return;
  }
  [...chipsOf(form).children].forEach(drop);
  form.elements.body.focus();
  keep(form);
  settle(form);
}

function button(act, text) {
  const made = element('button', 'btn btn-small', text);
  made.type = 'button';
  made.dataset.chip = act;
  return made;
}

function element(name, classes, text = '') {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

/** A chip as the server made it. */
function parse(html, alt) {
  const chip = document.adoptNode(new DOMParser().parseFromString(html, 'text/html').querySelector('.chip'));
  if (alt !== undefined) chip.querySelector('[name=alt]').value = alt;
  return chip;
}

function act(event) {
  const pressed = event.target.closest('.chip button, .chips-all button');
  if (!pressed) return;
  const { form } = pressed;
  const chip = pressed.closest('.chip');
  event.preventDefault();
  if (!chip) {
    actOnAll(form, pressed.dataset.chip);
    return;
  }
  if (pressed.dataset.chip === 'retry') {
    tryAgain(chip);
    settle(form);
    return;
  }
  const beside = chip.nextElementSibling ?? chip.previousElementSibling;
  drop(chip);
  (beside?.querySelector('button') ?? form.elements.body).focus();
  keep(form);
  settle(form);
}

function tryAgain(chip) {
  Object.assign(uploads.get(chip), { state: 'waiting', error: '', part: 0 });
  draw(chip);
}

/** Takes a file out, on its way or here. */
function drop(chip) {
  const upload = uploads.get(chip);
  uploads.delete(chip);
  upload?.request?.abort();
  if (chip.dataset.id) remove(chip.querySelector('.chip-remove').formAction);
  chip.remove();
}

/** The server forgets it too; if it can't be asked, it will by itself. */
function remove(url) {
  fetch(url, { method: 'POST', headers: { 'HX-Request': 'true', 'Banter-Viewer': userId }, body: new URLSearchParams({ body: '' }) }).catch(() => {});
}

/** What is there survives a reload, or the closing of its thread. */
function keep(form) {
  if (unkept.size === 0) setTimeout(write, SETTLED);
  unkept.set(placeOf(form), form);
  // Nobody is to find what is gone.
  if (chipsOf(form).childElementCount === 0) write();
}

function write() {
  unkept.forEach((form, place) => {
    const there = [...chipsOf(form).children].filter(({ dataset }) => dataset.id);
    if (there.length === 0) kept.remove(place);
    else kept.set(place, JSON.stringify(there.map((chip) => [chip.outerHTML, chip.querySelector('[name=alt]').value])));
  });
  unkept.clear();
}

function restore(form) {
  write();
  const before = JSON.parse(kept.get(placeOf(form)) ?? '[]');
  const chips = chipsOf(form);
  const there = new Set([...chips.children].map(({ dataset }) => dataset.id));
  before.map(([html, alt]) => parse(html, alt)).filter(({ dataset }) => !there.has(dataset.id)).forEach((chip) => chips.append(chip));
  // What was on its way when this thread was closed comes here.
  const isHere = (chip) => placeOf(chip.closest('form')) === placeOf(form);
  chips.append(...[...uploads.keys()].filter((chip) => !chip.isConnected && isHere(chip)));
  summarise(form);
}
