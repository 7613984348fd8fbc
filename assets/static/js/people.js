// Who is here: the list is replaced whenever somebody comes or goes, and the focus stays with whom it was.

const people = document.getElementById('people');

let held = null;

export function start() {
  document.addEventListener('htmx:before:swap', () => {
    held = people.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  }, true);
  document.addEventListener('htmx:finally:swap', () => {
    if (held && !people.contains(document.activeElement)) (people.querySelector(`a[href="${CSS.escape(held)}"]`) ?? people).focus({ preventScroll: true });
    held = null;
  });
}
