// What both pages have in common.
import { LANGUAGES, words } from './words.js';

export const at = id => document.getElementById(id);

export function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The first of the browser's languages that the pages speak. */
export const preferred = () => navigator.languages.map(tag => tag.slice(0, 2).replace('no', 'nb')).find(tag => LANGUAGES.includes(tag)) ?? 'en';

/** Has the page say its own words in a language. */
export function translate(lang, title) {
  document.documentElement.lang = lang;
  document.title = `hcert – ${words(lang, title)}`;
  for (const one of document.querySelectorAll('[data-words]')) one.textContent = words(lang, one.dataset.words);
}
