// The groups that one probably goes to next: the page's rules (speculation.json) have the browser make those ready that are
// named here. Few at a time: each is a page that the server makes, and that the browser keeps.

const MOST = 2;

// Where a key was pressed that leads there.
let expected = [];

export function start() {
  name();
  document.addEventListener('banter:marks', name);
  document.addEventListener('banter:sidebar', name);
}

/** Somebody is about to choose one of these by keyboard: the ids of groups. */
export function expect(ids) {
  expected = ids;
  name();
}

/** What is unread comes first, and there what mentions the reader; then where one was before. */
function name() {
  const links = [...document.querySelectorAll('.group-link[data-group-id]:not([aria-current])')];
  const unread = links.filter(({ dataset, classList }) => dataset.unread !== '0' && !classList.contains('group-link-quiet'));
  unread.sort((one, other) => Number(other.dataset.mentions !== '0') - Number(one.dataset.mentions !== '0'));
  const before = links.filter(({ pathname }) => document.referrer.endsWith(pathname));
  const likely = new Set([...unread, ...before].slice(0, MOST));
  const isNamed = (link) => likely.has(link) || expected.includes(link.dataset.groupId);
  links.forEach((link) => link.toggleAttribute('data-likely', isNamed(link)));
}
