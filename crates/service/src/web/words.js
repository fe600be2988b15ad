// What the page says by itself, in the languages of the library, which has made the module of messages.
import { MESSAGES } from './messages.js';

const id = key => key.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`);

/** The words for a key in a language, with {$values} filled in. */
export function words(lang, key, values = {}) {
  const text = (MESSAGES[lang] ?? MESSAGES.en)[id(key)] ?? key;
  return text.replace(/\{\$(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An age in the unit that fits. */
export function age(lang, { ageSeconds, tooOld }) {
  const [key, n] = ageSeconds < 0 ? ['newer', 0]
    : ageSeconds < 3600 ? ['minutes', Math.floor(ageSeconds / 60)]
    : ageSeconds < 172800 ? ['hours', Math.floor(ageSeconds / 3600)]
    : ['days', Math.floor(ageSeconds / 86400)];
  return words(lang, key, { n }) + (tooOld ? `, ${words(lang, 'tooOld')}` : '');
}
