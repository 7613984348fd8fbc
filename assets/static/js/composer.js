// Writing: Enter sends, what is typed survives a reload, and what can't be sent is said before it is tried.

import { draftOf } from './drafts.js';
import { jumpToNewest } from './history.js';
import { add } from './outbox.js';
import { groupId, placeOf, show, texts } from './page.js';
import { shelf } from './storage.js';

const form = document.getElementById('composer');
const input = form.elements.body;
export const limit = Number(input.dataset.limit);
const edits = shelf('sessionStorage', 'edit');
const banner = document.getElementById('editing');
const told = document.getElementById('told');
const { reply_to: replyTo } = form.elements;
const draft = draftOf(form);
const chips = (of) => of.querySelector('.chips');

// A keyboard on the screen has no Shift to hold: there Enter is a new line.
const typesOnScreen = matchMedia('(pointer: coarse) and (not (any-pointer: fine))');

// The address of the message that is being edited instead of writing a new one.
let editing = null;
const send = form.querySelector('.composer-send-label');
const label = send.textContent;
const described = input.getAttribute('aria-describedby');

export function start() {
  draft.start();
  const edited = edits.get(groupId());
  if (edited) edit(...JSON.parse(edited));
  if (replyTo.value || shelf('sessionStorage', 'reply').get(groupId())) import('./reply.js').then(({ restore }) => restore(form), () => {});
  form.addEventListener('submit', submit);
  document.getElementById('editing-cancel').addEventListener('click', finish);
  told.addEventListener('click', ({ target }) => { if (target.closest('button')) hush(); });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !isComposing(event)) escape();
    if (event.key === 'ArrowUp' && !input.value && !editing) import('./actions.js').then((actions) => actions.changeLast(), () => {});
    if (!isSending(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  input.addEventListener('input', changed);
  document.addEventListener('banter:reply', changed);
  document.addEventListener('banter:edit', (event) => {
    const { item, of = form } = event.detail;
    if (of === form && isEditing()) event.preventDefault();
    else takeBack(of, item);
  });
  changed();
  if (!typesOnScreen.matches) input.focus({ preventScroll: true });
}

/** Takes the text of a message for its author to change; what was being written waits. */
export function edit(url, text) {
  if (isEditing()) return;
  editing = url;
  banner.hidden = false;
  input.setAttribute('aria-describedby', `editing-text ${described}`);
  send.textContent = texts.save;
  input.value = text;
  input.focus();
  changed();
}

/** Whether a message is being changed already, and says that this one comes first. */
function isEditing() {
  if (!editing) return false;
  refuse(texts.editingFirst);
  input.focus();
  return true;
}

function escape() {
  if (told.childElementCount > 0) hush();
  else if (editing) finish();
  else if (replyTo.value) import('./reply.js').then(({ cancel }) => cancel(form), () => {});
}

/** What a command said has been read. */
function hush() {
  told.replaceChildren();
  input.focus();
}

function finish() {
  editing = null;
  input.setAttribute('aria-describedby', described);
  send.textContent = label;
  edits.remove(groupId());
  banner.hidden = true;
  input.value = draft.left();
  changed();
  input.focus();
}

async function save(body) {
  const url = editing;
  const { request } = await import('./actions.js');
  const { status, text } = await request(url, { method: 'POST', body: new URLSearchParams({ body }) });
  if (status === 200) {
    await show(text);
    // Unless something else is being written by now.
    if (editing === url && input.value === body) finish();
  } else if (status !== 401) {
    refuse(text);
  }
}

async function submit(event) {
  event.preventDefault();
  const text = input.value;
  const isEmpty = !text.trim() && (editing ? !isForward(editing) : chips(form).childElementCount === 0);
  if (editing && isEmpty) refuse(texts.empty);
  if (isEmpty || lengthOf(text) > limit) return;
  if (editing) {
    await save(text);
    return;
  }
  let files;
  if (chips(form).childElementCount > 0) {
    files = await filesOf(form);
    // One of them is not there, which is said.
    if (!files) return;
  }
  // With what was typed while they came.
  const body = input.value;
  const seen = draft.seen();
  told.replaceChildren();
  input.value = '';
  changed();
  add(body, { files, draft: seen, reply: replyTo.value ? (await import('./reply.js')).take(form) : undefined });
  await jumpToNewest();
}

/** The files of a form, once they are there; nothing while one of them is not. */
export const filesOf = (of) => import('./files.js').then(({ take }) => take(of), () => refuse(texts.actionFailed, of));

/** What could not be sent, to be written anew. */
function takeBack(of, { body, files, reply }) {
  const { body: field } = of.elements;
  field.value = [body, field.value].filter(Boolean).join('\n');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  if (files?.length > 0) import('./files.js').then(({ putBack }) => putBack(files, of), () => refuse(texts.actionFailed, of));
  if (reply?.author) import('./reply.js').then(({ answer }) => answer(of, reply), () => {});
}

/** Of what forwards another message the comment may go. */
const isForward = (url) => document.querySelector(`#message-${url.split('/').at(-2)} .forward`) !== null;

/** Whether there are files to send, or were before a reload. */
export const hasFiles = (of) => chips(of).childElementCount > 0 || shelf('sessionStorage', 'files').get(placeOf(of)) !== null;

/** Enter that chooses a word is no Enter. Safari says so by the old key code only. */
const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Whether this key sends what is written. */
export const isSending = (event) => event.key === 'Enter' && !event.shiftKey && !isComposing(event) && !typesOnScreen.matches;

/** As the server counts: without the space at the end and empty lines before. */
export const lengthOf = (text) => [...text.trimEnd().replace(/^\n+/, '')].length;

function changed() {
  if (editing) edits.set(groupId(), JSON.stringify([editing, input.value]));
  else draft.note(input.value);
  measure(form, !editing);
}

/** Says how much room there is for what is typed; where there is none, a file may take it. */
export function measure(of, asFile = true) {
  const room = limit - lengthOf(of.elements.body.value);
  const count = of.querySelector('.composer-count');
  count.hidden = room > 200;
  count.textContent = room;
  refuse(room < 0 ? texts.tooLong : '', of);
  if (room < 0 && asFile) import('./files.js').then(({ offer }) => offer(of), () => {});
}

/** Says what did not work, where one writes. */
export function refuse(text, of = form) {
  const { body } = of.elements;
  const error = of.querySelector('.composer-error');
  // The same text again would be read out again.
  if (error.textContent !== text) error.textContent = text;
  if (text) body.setAttribute('aria-invalid', 'true');
  else body.removeAttribute('aria-invalid');
}
