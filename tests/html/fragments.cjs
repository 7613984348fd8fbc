// What a part of a page has to be, as scripts and sockets get it. What is looser here holds for pages, which have the same parts.

const pages = require('./pages.cjs');

module.exports = {
  ...pages,
  extends: ['html-validate:recommended'],
  rules: {
    ...pages.rules,
    // Rows come in a frame, which puts them into their list.
    'element-permitted-parent': 'off',
    // Their times are filled in by the reader's clock.
    'wcag/h30': 'off',
    // No <select> is offered at a word that is being typed.
    'prefer-native-element': ['error', { exclude: ['listbox'] }],
  },
};
