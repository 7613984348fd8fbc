// What a page has to be. A rule that is off or looser than usual says why.

module.exports = {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    'doctype-style': ['error', { style: 'lowercase' }],
    // The sidebar stands before the page that it leads to, so its headings come before the page's own.
    'heading-level': ['error', { minInitialRank: 'h2' }],
    // Lists may be named, as everything may that ARIA does not forbid it.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // Everything comes from this server.
    'require-sri': ['error', { target: 'crossorigin' }],
    // Without a type a button of a form sends it: that is what is meant.
    'no-implicit-button-type': 'off',
    // What there may be several of (files, people, emoji to choose from) has one name: the server gets a list.
    'form-dup-name': 'off',
    // `autocomplete=off` keeps Firefox from filling hidden fields of the last visit in again. What people fill in, axe looks at.
    'valid-autocomplete': 'off',
    // The sanitiser of messages writes attributes without a value as empty ones.
    'attribute-boolean-style': 'off',
    // A form of one field is sent by Enter, and a search follows what is typed.
    'wcag/h32': 'off',
  },
};
