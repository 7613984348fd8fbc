// Styles that only some visits need come with the module that needs them.

/** Resolves when the sheet of this name is there, or not to be had. */
export function style(name) {
  const { href } = new URL(`../css/${name}.css`, import.meta.url);
  if (document.querySelector(`link[href="${href}"]`) || [...document.styleSheets].some((sheet) => sheet.href === href)) return Promise.resolve();
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  document.head.append(link);
  return new Promise((done) => { link.onload = link.onerror = done; });
}
