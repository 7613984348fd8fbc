// Styles that only some visits need come with the module that needs them.

/** Resolves when the sheet of this name is there. */
export function style(name) {
  const { href } = new URL(`../css/${name}.css`, import.meta.url);
  const there = [...document.styleSheets].some((sheet) => sheet.href === href);
  if (there) return Promise.resolve();
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: done, onerror: failed });
    document.head.append(link);
  });
}
