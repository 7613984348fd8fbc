// Who types: says so while its reader does, and shows who else does. Fetched when somebody first types.

import { send } from './connection.js';
import { isBlocked, texts, userId } from './page.js';

// The server believes a page for twice this time.
const EVERY = 3 * 1000;
// It says again who types before this time is over.
const FORGOTTEN = 8 * 1000;

const banner = document.getElementById('editing');

// Where was typed last: in the group, or in a thread of it.
let input = null;

// When the server was last told that one types; 0 if one doesn't.
let told = 0;
let typists = [];
let timer = null;

document.addEventListener('submit', tell);
document.addEventListener('htmx:ws:close', ({ detail }) => { if (detail.reason === 'closed') show([]); });
document.addEventListener('htmx:before:swap', ({ detail }) => detail.tasks.forEach(({ fragment }) => fragment && arrived(fragment)));

/** Takes what app.js has heard: a key, or who types. */
export function heed({ type, target, detail }) {
  if (type === 'input') {
    input = target;
    tell();
  } else {
    show(detail.filter(({ user_id: id }) => String(id) !== userId && !isBlocked(String(id))));
  }
}

/** An older message that is being edited is none that is about to come. */
function tell() {
  const types = input?.value.trim() && (banner.hidden || input.id !== 'composer-body');
  if (types ? Date.now() - told < EVERY : !told) return;
  told = types ? Date.now() : 0;
  send({ typing: Boolean(types) });
}

/** Who has sent a message types no more. An edit or a reaction says nothing of its author. */
function arrived(fragment) {
  const authors = [...fragment.querySelectorAll('li[data-author-id]')]
    .filter(({ dataset: { seq, version } }) => seq === version)
    .map((li) => li.dataset.authorId);
  if (typists.some(({ user_id: id }) => authors.includes(String(id)))) show(typists.filter(({ user_id: id }) => !authors.includes(String(id))));
}

function show(people) {
  typists = people;
  clearTimeout(timer);
  if (people.length > 0) timer = setTimeout(show, FORGOTTEN, []);
  const [one, other, more] = people;
  const text = more ? texts.typingSeveral : other ? texts.typingTwo : texts.typingOne;
  const parts = one ? text.split(/(\{\w+\})/) : [];
  for (const line of document.querySelectorAll('.typing')) {
    line.replaceChildren(...parts.map((part) => {
      if (part[0] !== '{') return part;
      const name = document.createElement('bdi');
      name.textContent = (part === '{name}' ? one : other).name;
      return name;
    }));
    line.hidden = !one;
  }
}
