// Choosing the group that a message is forwarded to: looked for by name. The form sends itself.

import { open } from './sheet.js';

/** Opens the form for the message at `path`. */
export async function choose(path) {
  const sheet = await open(`${path}/forward`);
  const search = sheet?.querySelector('.forward-search');
  if (!search) return;
  const groups = [...sheet.querySelectorAll('.forward-group')];
  const find = () => {
    const sought = search.elements.q.value.trim().toLowerCase();
    for (const group of groups) {
      // What is chosen stays in sight.
      group.hidden = !group.textContent.toLowerCase().includes(sought) && !group.control.checked;
    }
    sheet.querySelector('.sheet-empty').hidden = groups.some((group) => !group.hidden);
  };
  search.addEventListener('input', find);
  // Enter takes the first that is found.
  search.addEventListener('submit', (event) => {
    event.preventDefault();
    groups.find((group) => !group.hidden)?.control.click();
    sheet.querySelector('#forward-body').focus();
  });
  // Sent once, however often it is pressed.
  sheet.querySelector('.forward-form').addEventListener('submit', ({ submitter }) => { if (submitter) submitter.disabled = true; });
}
