// Buttons that copy what the page shows: the text of an element, or the value of a field.

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}

async function copy(button) {
  const shown = document.querySelector(button.dataset.copy);
  try {
    // Not there on plain http.
    await navigator.clipboard.writeText(textOf(shown));
  } catch {
    select(shown);
    document.execCommand('copy');
    button.focus();
  }
  button.textContent = button.dataset.done;
}

function textOf(shown) {
  if ('value' in shown && shown.matches('input')) return shown.value;
  const lines = [...shown.querySelectorAll('li')];
  return lines.length > 0 ? lines.map((line) => line.textContent.trim()).join('\n') : shown.textContent;
}

function select(shown) {
  if (shown.matches('input')) shown.select();
  else getSelection().selectAllChildren(shown);
}
