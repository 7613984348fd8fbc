// What a row shows that depends on the reader or on its neighbours: whose it is, the time in the reader's
// zone, the day that begins, whether it continues the one before, which reactions are theirs, whether
// they keep it, and what it is called to those who listen. Only classes, attributes and the text
// of <time>, never elements of its own.

import { isBlocked, locale, rows, texts, userId } from './page.js';
import { mark } from './saved.js';
import { style } from './style.js';

// Messages of one author this close together are shown as one. The server has the same number.
const TOGETHER = 5 * 60 * 1000;

export const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

// What was read off a row once.
const known = new WeakMap();

/** Puts what is the reader's own into a row that has just come. */
export function decorate(li) {
  const element = li.querySelector('time');
  const at = new Date(element.dateTime);
  element.textContent = clock.format(at);
  element.title = full.format(at);
  // A line is nobody's, and stands alone.
  const author = li.classList.contains('message-line') ? null : li.dataset.authorId;
  li.classList.toggle('mine', author === userId);
  for (const reaction of li.querySelectorAll('.reaction')) {
    const own = reaction.dataset.by.split(' ').includes(userId);
    reaction.classList.toggle('own', own);
    reaction.role = 'button';
    reaction.ariaPressed = own;
  }
  name(li);
  if (li.querySelector('.files')) import('./gallery.js').catch(() => {});
  if (li.querySelector('.preview')) style('preview');
  li.classList.toggle('mentioned', !isBlocked(author ?? '') && Boolean(li.querySelector(`.mention:is([data-user-id="${userId}"], [data-user-id=everyone])`)));
  mark(li);
  known.set(li, { at: at.getTime(), day: at.toDateString(), name: day.format(at), author });
}

/** To those who listen a message is called by who wrote it and when, and says its text. It can have the focus. */
function name(li) {
  const row = li.querySelector('.message-row');
  row.tabIndex = -1;
  const called = (part, css) => {
    const element = row.querySelector(css);
    if (element) element.id = `${li.id}-${part}`;
    return element?.id ?? '';
  };
  row.setAttribute('aria-labelledby', `${called('author', '.message-author')} ${called('time', 'time')}`.trim());
  row.setAttribute('aria-describedby', called('body', '.message-body'));
  for (const box of row.querySelectorAll('.message-body input')) box.ariaLabel = box.parentElement.innerText.trim();
}

// Not twenty-four hours: a day may have one more or one less.
function dayBefore(date) {
  date.setDate(date.getDate() - 1);
  return date;
}

/** Derives dividers and grouping for all rows of the timeline, or these. */
export function derive(list = rows()) {
  const today = new Date().toDateString();
  const yesterday = dayBefore(new Date()).toDateString();
  let before = null;
  for (const li of list) {
    if (!known.has(li)) decorate(li);
    const row = known.get(li);
    const newDay = row.day !== before?.day;
    const label = { [today]: texts.today, [yesterday]: texts.yesterday }[row.day] ?? row.name;
    if (newDay && li.dataset.day !== label) li.dataset.day = label;
    if (!newDay && 'day' in li.dataset) delete li.dataset.day;
    li.classList.toggle('continues', follows(row, before));
    before = row;
  }
}

/** Whether one's own message of this time continues the last row. */
export function continuesLast(at) {
  return follows({ at, day: new Date(at).toDateString(), author: userId }, known.get(rows().at(-1)));
}

function follows(row, before) {
  return row.author !== null && row.day === before?.day && row.author === before.author && row.at - before.at < TOGETHER;
}
