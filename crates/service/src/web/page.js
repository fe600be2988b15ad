// What both pages have in common.
import { LANGUAGES } from './messages.js';
import { words } from './words.js';

export const at = id => document.getElementById(id);

export function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The first of the browser's languages that the pages speak. */
export const preferred = () => navigator.languages.map(tag => tag.slice(0, 2).replace('no', 'nb')).find(tag => LANGUAGES.some(([code]) => code === tag)) ?? 'en';

/** Offers the languages, and hears which one was chosen. */
export function offerLanguages(lang, then) {
  at('lang').replaceChildren(...LANGUAGES.map(([code, name]) => Object.assign(new Option(name, code), { lang: code })));
  at('lang').value = lang;
  at('lang').onchange = () => then(at('lang').value);
}

/** Has the page say its own words in a language. */
export function translate(lang, title) {
  document.documentElement.lang = lang;
  document.title = `hcert – ${words(lang, title)}`;
  for (const one of document.querySelectorAll('[data-words]')) one.textContent = words(lang, one.dataset.words);
}
