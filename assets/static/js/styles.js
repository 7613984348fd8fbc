// Styles of what is loaded on demand.

/** Loads one beside those of the page; they are there, or not to be had, when this is done. */
export function style(name) {
  if (document.querySelector(`link[href$="/css/${name}.css"]`)) return null;
  const href = document.querySelector('link[href$="/css/message.css"]').href.replace('message.css', `${name}.css`);
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  document.head.append(link);
  return new Promise((done) => { link.onload = link.onerror = done; });
}
