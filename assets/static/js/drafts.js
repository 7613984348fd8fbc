// What is being written stays in this tab, and goes to the server when typing pauses, so that its author can go
// on elsewhere. What was typed last stays; a text under one's hands is never replaced.

import { ask, groupId, placeOf } from './page.js';
import { shelf } from './storage.js';

const PAUSE = 1000;
// After a failure, where no further key comes first.
const AGAIN = 10 * 1000;

const texts = shelf('sessionStorage', 'draft');
const replies = shelf('sessionStorage', 'reply');
// Of each text when it was typed, whether the server has it, and which version of it was seen there last.
const marks = shelf('sessionStorage', 'typed');

/** The draft of a form: of a group, or of a thread. */
export function draftOf(form) {
  const { body: input, draft: field, reply_to: replyTo, thread } = form.elements;
  const place = placeOf(form);

  const over = new AbortController();
  const { signal } = over;
  let timer = null;
  let saving = null;

  const read = () => JSON.parse(marks.get(place) ?? 'null');
  const write = (mark) => marks.set(place, JSON.stringify(mark));
  // What a thread begins with all of it answers.
  const answered = () => (replyTo.value === thread?.value ? '' : replyTo.value);

  /** The text as it was left in this tab. */
  const left = () => texts.get(place) ?? '';

  /** Puts the newest of what is there into the form: of this tab, or of another device. */
  function start() {
    const mine = texts.get(place);
    const came = { text: input.defaultValue, seen: field.value, age: Number(field.dataset.age ?? 0) };
    const isTyping = input.value !== input.defaultValue && input.value !== (mine ?? '');
    const mark = read();
    // A form that was refused shows what was typed there.
    const isRefused = !came.seen && came.text;
    if (!isTyping && !isRefused) {
      if (isNewer(came, mark, mine)) adopt(came);
      else if (mark || mine !== null) keep(mine ?? '', mark, came.seen);
    }
    input.addEventListener('blur', () => save());
    document.addEventListener('visibilitychange', () => { if (document.hidden) save({ keepalive: true }); }, { signal });
    window.addEventListener('pagehide', () => save({ keepalive: true }), { signal });
    document.addEventListener('banter:online', () => save(), { signal });
  }

  /** The form goes. */
  function stop() {
    // Nobody is there to bring it when the page goes, too.
    save({ keepalive: true });
    over.abort();
  }

  function adopt({ text, seen, age }) {
    input.value = text;
    texts.set(place, text);
    if (!text) texts.remove(place);
    if ('answers' in field.dataset) {
      const part = (name) => form.querySelector(`.replying .quote-${name}`)?.textContent;
      replies.set(place, JSON.stringify({ id: replyTo.value, author: part('author'), text: part('text') }));
    } else {
      replies.remove(place);
    }
    write({ at: Date.now() - age, saved: true, seen, reply: 'answers' in field.dataset ? replyTo.value : '' });
  }

  /** What this tab has stays, with what it answers; what the page says may have been begun with another text. */
  function keep(text, mark, seen) {
    input.value = text;
    if (mark) write({ ...mark, seen });
    if ('answers' in field.dataset) {
      replyTo.value = thread?.value ?? '';
      form.querySelector('.replying').hidden = true;
    }
    if (!answered() && mark?.reply) replyTo.value = mark.reply;
  }

  /** Hears of every change of what is written or answered. */
  function note(text) {
    const reply = answered();
    const mark = read();
    if (text === left() && reply === (mark?.reply ?? '')) return;
    if (text) texts.set(place, text);
    else texts.remove(place);
    write({ at: Date.now(), saved: false, seen: mark?.seen ?? field.value, reply });
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  /** The version that the server has, for whoever sends the text; nothing where it has none. */
  const seen = () => read()?.seen ?? '';

  /** Brings the text to the server, if it isn't there. One at a time, so that the last is the last. */
  async function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    if (saving && !keepalive) {
      await saving;
      if (read()?.saved === false) timer = setTimeout(save, PAUSE);
      return;
    }
    const mark = read();
    if (!mark || mark.saved) return;
    const sent = send(mark, keepalive);
    saving = sent;
    const again = await sent;
    if (saving === sent) saving = null;
    if (again) timer = setTimeout(save, AGAIN);
  }

  /** Whether it is worth trying again. */
  async function send(mark, keepalive) {
    const fields = new URLSearchParams({ body: left(), reply_to: mark.reply ?? '', age: Math.max(0, Date.now() - mark.at), seen: mark.seen });
    if (thread) fields.set('thread', thread.value);
    try {
      const response = await ask(`/groups/${groupId()}/draft`, { method: 'POST', body: fields, keepalive });
      const seen = await response.text();
      const now = read();
      if (response.ok && now && /^\d+$/.test(seen)) write({ ...now, seen, saved: now.saved || now.at === mark.at });
      return response.status === 429 || response.status >= 500;
    } catch {
      return true;
    }
  }

  return { left, note, seen, start, stop };
}

/** Whether what the server has is newer than what this tab has. */
function isNewer({ text, seen, age }, mark, mine) {
  if (!seen) return false;
  if (!mark) return mine === null;
  // Nobody has changed it there since.
  if (seen === mark.seen) return false;
  // What was never kept there is not given up for nothing.
  return age < Date.now() - mark.at && (mark.saved || text !== '');
}
