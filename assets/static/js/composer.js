// Writing: Enter sends, what is typed survives a reload, and what can't be sent is said before it is tried.

import { left, note, seen, start as startDrafts } from './drafts.js';
import { jumpToNewest } from './history.js';
import { add } from './outbox.js';
import { groupId, show, texts } from './page.js';
import { shelf } from './storage.js';

const form = document.getElementById('composer');
const input = form.elements.body;
const error = document.getElementById('composer-error');
const count = document.getElementById('composer-count');
export const limit = Number(input.dataset.limit);
const edits = shelf('sessionStorage', 'edit');
const banner = document.getElementById('editing');
const told = document.getElementById('told');
const chips = document.getElementById('chips');
const { reply_to: replyTo } = form.elements;

// A keyboard on the screen has no Shift to hold: there Enter is a new line.
const typesOnScreen = matchMedia('(pointer: coarse) and (not (any-pointer: fine))');

// The address of the message that is being edited instead of writing a new one.
let editing = null;
const send = form.querySelector('.composer-send-label');
const label = send.textContent;
const described = input.getAttribute('aria-describedby');

export function start() {
  startDrafts();
  const edited = edits.get(groupId());
  if (edited) edit(...JSON.parse(edited));
  if (replyTo.value || shelf('sessionStorage', 'reply').get(groupId())) import('./reply.js').then(({ restore }) => restore(), () => {});
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
    if (isEditing()) {
      event.preventDefault();
      return;
    }
    input.value = [event.detail, input.value].filter(Boolean).join('\n');
    input.focus();
    changed();
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
  input.value = left();
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
  const isEmpty = !text.trim() && (editing ? !isForward(editing) : chips.childElementCount === 0);
  if (editing && isEmpty) refuse(texts.empty);
  if (isEmpty || lengthOf(text) > limit) return;
  if (editing) {
    await save(text);
    return;
  }
  let body = text;
  let files;
  if (chips.childElementCount > 0) {
    files = await import('./files.js').then(({ take }) => take(), () => refuse(texts.actionFailed));
    // One of them is not there, which is said.
    if (!files) return;
    // What was typed while they came goes along.
    body = input.value;
  }
  const draft = seen();
  told.replaceChildren();
  input.value = '';
  changed();
  add(body, { files, draft, reply: replyTo.value ? (await import('./reply.js')).take(form) : undefined });
  await jumpToNewest();
}

/** Of what forwards another message the comment may go. */
const isForward = (url) => document.querySelector(`#message-${url.split('/').at(-2)} .forward`) !== null;

/** Whether there are files to send, or were before a reload. */
export const hasFiles = () => chips.childElementCount > 0 || shelf('sessionStorage', 'files').get(groupId()) !== null;

/** Enter that chooses a word is no Enter. Safari says so by the old key code only. */
const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Whether this key sends what is written. */
export const isSending = (event) => event.key === 'Enter' && !event.shiftKey && !isComposing(event) && !typesOnScreen.matches;

/** As the server counts: without the space at the end and empty lines before. */
export const lengthOf = (text) => [...text.trimEnd().replace(/^\n+/, '')].length;

function changed() {
  if (editing) edits.set(groupId(), JSON.stringify([editing, input.value]));
  else note(input.value);
  const room = limit - lengthOf(input.value);
  count.hidden = room > 200;
  count.textContent = room;
  refuse(room < 0 ? texts.tooLong : '');
  if (room < 0 && !editing) import('./files.js').then(({ offer }) => offer(), () => {});
}

/** Says what did not work, where one writes. */
export function refuse(text) {
  // The same text again would be read out again.
  if (error.textContent !== text) error.textContent = text;
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}
