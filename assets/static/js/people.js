// Who is here: the list is replaced whenever somebody comes or goes, and the focus stays with whom it was.

const people = document.getElementById('people');

// The address of whom it is at.
let held = null;

/** Begins with the first focus in the list, which may have been replaced while this was fetched. */
export function start({ target }) {
  document.addEventListener('focusin', hold);
  document.addEventListener('pointerdown', () => { held = null; }, true);
  new MutationObserver(giveBack).observe(people, { childList: true, subtree: true });
  hold(target.isConnected ? { target: document.activeElement } : { target });
  giveBack();
}

function hold({ target }) {
  held = people.contains(target) || !target.isConnected ? target.getAttribute('href') : null;
}

/** What is replaced leaves the focus to nobody. */
function giveBack() {
  if (!held || document.activeElement !== document.body) return;
  (people.querySelector(`a[href="${CSS.escape(held)}"]`) ?? people).focus({ preventScroll: true });
}
