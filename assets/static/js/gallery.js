// On the page of a group's files, a picture opens as large as the window.

document.addEventListener('click', async (event) => {
  const picture = event.target.closest('a.picture');
  if (!picture || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const lightbox = await import('./lightbox.js').catch(() => null);
  if (lightbox) lightbox.open(picture);
  else location.assign(picture.href);
});
