// What this browser keeps for one user. Where it keeps nothing (it may be full, or forbid it), this page does.

import { userId } from './page.js';

const shelves = new Map();

/**
 * Texts by key, in `kind` of storage. Every text has a place of its own, so that several pages never write
 * over each other's.
 */
export function shelf(kind, name) {
  if (!shelves.has(name)) shelves.set(name, build(kind, name));
  return shelves.get(name);
}

function build(kind, name) {
  const prefix = `banter.${name}.${userId}.`;
  const memory = new Map();

  const attempt = (work, otherwise) => {
    try {
      return work(window[kind]);
    } catch {
      return otherwise;
    }
  };

  return {
    owns: (key) => key === null || key.startsWith(prefix),
    get: (key) => attempt((storage) => storage.getItem(prefix + key)) ?? memory.get(key) ?? null,
    set(key, text) {
      memory.delete(key);
      if (!attempt((storage) => { storage.setItem(prefix + key, text); return true; })) memory.set(key, text);
    },
    remove(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(prefix + key));
    },
    keys() {
      const stored = attempt((storage) => Object.keys(storage), []).filter((key) => key.startsWith(prefix));
      return [...stored.map((key) => key.slice(prefix.length)), ...memory.keys()];
    },
  };
}
