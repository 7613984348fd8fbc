// The styles of files: fetched for the first message that has some, unless they came with the page.

const url = new URL('../css/files.css', import.meta.url).href;

export function styleFiles() {
  if ([...document.styleSheets].some(({ href }) => href === url) || document.querySelector(`link[href="${url}"]`)) return;
  const link = document.createElement('link');
  Object.assign(link, { rel: 'stylesheet', href: url });
  document.head.append(link);
}
