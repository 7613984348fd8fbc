// Answering a message: the composer says which one, until that is sent or cancelled.

import { idOf, placeOf } from './page.js';
import { shelf } from './storage.js';

const LENGTH = 140;

const composer = document.getElementById('composer');
const kept = shelf('sessionStorage', 'reply');

const banner = (form) => form.querySelector('.replying');
const part = (form, name) => banner(form).querySelector(`.quote-${name}`);

document.addEventListener('click', (event) => {
  const button = event.target.closest('.replying-cancel');
  if (!button) return;
  event.preventDefault();
  cancel(button.form ?? button.closest('form'));
});

/** What was being answered before the form was there. */
export function restore(form) {
  const { value, dataset: { rootId = '' } } = form.elements.reply_to;
  const reply = JSON.parse(kept.get(placeOf(form)) ?? 'null');
  if (reply && [rootId, reply.id].includes(value)) say(form, reply);
}

/** Answers the message of this row, where it was pointed at. */
export function reply(li) {
  const id = idOf(li);
  const files = [...li.querySelectorAll('.picture, .file')].map((file) => file.dataset.name ?? file.download);
  const text = li.querySelector('.message-body').textContent.trim().replace(/\s+/g, ' ') || `📎 ${files.join(', ')}`;
  answer(li.closest('#thread')?.querySelector('form') ?? composer, {
    id,
    thread: li.dataset.threadId ?? id,
    author: li.querySelector('.message-author').textContent,
    text: text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text,
  });
}

/** Has the form answer this. */
export function answer(form, what) {
  say(form, what);
  kept.set(placeOf(form), JSON.stringify(what));
  form.elements.body.focus();
}

function say(form, { id, thread, author, text }) {
  form.hidden = false;
  form.elements.reply_to.value = id;
  banner(form).dataset.thread = thread ?? '';
  part(form, 'author').textContent = author ?? '';
  part(form, 'text').textContent = text ?? '';
  banner(form).hidden = !author;
  tell();
}

/** What is answered belongs to what is being written. */
const tell = () => document.dispatchEvent(new CustomEvent('banter:reply'));

/** Whether the form says that it answers something. */
export const isAnswering = (form) => !banner(form).hidden;

/** Sends a message by itself; in a thread, an answer to what that begins with. */
export function cancel(form) {
  const { reply_to: field, body } = form.elements;
  field.value = field.dataset.rootId ?? '';
  banner(form).hidden = true;
  kept.remove(placeOf(form));
  if (form !== composer) form.hidden = Boolean(document.querySelector('.thread-root > .message-deleted'));
  tell();
  body.focus();
}

/** What the form answers, which is then answered. */
export function take(form) {
  const { value: id, dataset: { rootId } } = form.elements.reply_to;
  if (!id) return undefined;
  const said = isAnswering(form) ? { author: part(form, 'author')?.textContent, text: part(form, 'text').textContent } : {};
  const thread = rootId ?? banner(form).dataset.thread;
  cancel(form);
  return { id, thread, ...said };
}
