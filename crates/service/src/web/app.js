// The officer's screen: what is chosen, what is handed in, and who is asked. Verdicts, camera, scanner and library have files of their own.
import * as camera from './camera.js';
import { Broken, Endless, ask, isOpen, keptBecause, open, renew } from './library.js';
import { at, element, offerLanguages, preferred, translate } from './page.js';
import { clear, dismiss, isShown, show } from './verdict.js';
import { isTyping, listen } from './wedge.js';
import { age, words } from './words.js';

const RENEWED_EVERY_MS = 600_000;
const STANDING_EVERY_MS = 30_000;
/** What was typed of a passport goes with the verdict, and after so long without one. */
const PASSPORT_KEPT_MS = 180_000;

const now = () => new Date().toISOString();

// ---------------------------------------------------------------- words and choices

const kept = remembered();
let lang = kept.lang ?? preferred();

/** What was chosen before, where a browser remembers anything. */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem('hcert')) ?? {};
  } catch {
    return {};
  }
}

/** Choices of the desk outlive the page; nothing of a person does. What was not chosen is as whoever runs the desk says. */
function keep(choice) {
  Object.assign(kept, choice);
  try {
    localStorage.setItem('hcert', JSON.stringify(kept));
  } catch { /* a browser that remembers nothing */ }
}

const mode = () => document.querySelector('input[name=mode]:checked').value;

async function speak() {
  translate(lang, 'title');
  if (isOpen()) {
    await fillChoices();
    await showStanding();
  }
  at('place').textContent = words(lang, mode());
}

async function fillChoices() {
  const usual = await ask('choices', { lang });
  for (const choice of document.querySelectorAll('input[name=mode]')) choice.checked = choice.value === (kept.mode ?? usual.mode);
  const options = [['', words(lang, 'noRules')], ['*', words(lang, 'allRules')], ...usual.countries.map(({ code, name }) => [code, name])];
  const country = kept.country ?? usual.country;
  // A country that was chosen stays chosen when its rules are gone: its answer is open then.
  if (!options.some(([code]) => code === country)) options.push([country, country]);
  at('country').replaceChildren(...options.map(([code, text]) => new Option(text, code)));
  at('country').value = country;
}

async function showStanding() {
  const { keys, trust, stores, hasAllStores, revoked, unsigned, clockBehind } = await ask('standing', { at: now() });
  const parts = [
    keys === 0 ? [words(lang, 'noKeys'), true] : [words(lang, 'keys', { n: keys }), false],
    trust.asOf ? [words(lang, 'trust', { age: age(lang, trust) }), trust.tooOld] : [words(lang, 'trustUndated'), false],
    !hasAllStores ? [words(lang, 'storesTooLarge'), true]
      : stores === 0 ? [words(lang, 'noRevoked'), false] : [words(lang, 'revoked', { age: age(lang, revoked) }), revoked.tooOld],
    ...(unsigned.length ? [[words(lang, 'unsigned'), false]] : []),
    ...(clockBehind ? [[words(lang, 'clockBehind'), true]] : []),
    ...(keptBecause() ? [[words(lang, 'listsKept'), true]] : []),
  ];
  for (const place of document.querySelectorAll('.standing')) {
    place.replaceChildren(...parts.flatMap(([text, old], i) => [i ? ' · ' : '', element('span', text, old ? 'old' : '')]));
  }
}

// ---------------------------------------------------------------- a check

/** Something that was typed cannot be meant. */
class Typo extends Error {}

/** The date of birth as the library wants it; a point between day, month and year is understood. */
function dateOfBirth() {
  const text = at('dob').value.trim();
  const [, day, month, year] = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/.exec(text) ?? [];
  if (year) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (text && !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) throw new Typo(words(lang, 'dobForm'));
  return text || undefined;
}

function arrival() {
  const field = at('arrival');
  if (field.validity.badInput) throw new Typo(words(lang, 'arrivalHalf'));
  if (!field.value) return undefined;
  if (!at('country').value) throw new Typo(words(lang, 'arrivalWhere'));
  const moment = new Date(field.value);
  if (moment.getTime() + 60_000 <= Date.now()) throw new Typo(words(lang, 'arrivalPast'));
  return moment.toISOString();
}

function asked() {
  return { at: now(), lang, mode: mode(), country: at('country').value, arrival: arrival(), name: at('name').value.trim() || undefined, dob: dateOfBirth(), document: at('document').value.trim() || undefined };
}

/** What was asked, for whoever reads the verdict. */
function told({ country, arrival }) {
  const parts = [words(lang, mode())];
  if (country) parts.push(`${words(lang, 'rules')} ${at('country').selectedOptions[0].text}`);
  if (arrival) parts.push(`${words(lang, 'arrives')} ${new Date(arrival).toLocaleString(lang)}`);
  return parts.join(' · ');
}

let checks = 0;

/** Verifies what was handed in: octets of a text, a picture or a PDF. */
async function verify(octets) {
  checks++;
  dismiss();
  at('busy').hidden = false;
  try {
    await ready;
    if (!isOpen()) return refuse('noLists', 'again');
    const what = asked();
    const cards = await ask('verify', { octets, asked: what }, [octets.buffer]);
    show(cards, told(what), lang, ended);
  } catch (error) {
    if (error instanceof Typo) refuse(error.message, 'correct');
    else if (error instanceof Endless) refuse('endless', 'smaller');
    else refuse(error instanceof Broken ? 'broken' : error.message, 'again');
  } finally {
    at('busy').hidden = --checks === 0;
  }
}

/** What could not be checked is no verdict on the code, which may be looked at again. */
function refuse(text, hint) {
  const report = { verdict: 'cannot-verify', text: words(lang, text), hint: words(lang, hint) };
  show([{ report, word: words(lang, 'cannot') }], '', lang, told => { ended(told); camera.forget(); });
}

const verifyText = text => verify(new TextEncoder().encode(text));
const verifyFile = async file => verify(new Uint8Array(await file.arrayBuffer()));

/** After a verdict: a passport was compared once, with a code that could be read. */
function ended({ wasGood, unseen, byItself }) {
  at('file').value = '';
  if (wasGood || byItself) forgetPassport();
  if (unseen > 0) camera.say(words(lang, 'unseen', { n: unseen }));
  camera.seen();
}

let passportTyped = 0;
function forgetPassport() {
  for (const id of ['name', 'dob', 'document']) at(id).value = '';
}
for (const id of ['name', 'dob', 'document']) at(id).oninput = () => { passportTyped = Date.now(); };
setInterval(() => {
  if (!at('name').value && !at('dob').value && !at('document').value) passportTyped = 0;
  else if (!passportTyped) passportTyped = Date.now();
  else if (!isShown() && Date.now() - passportTyped > PASSPORT_KEPT_MS) forgetPassport();
}, 1000);

// ---------------------------------------------------------------- files and the clipboard

/** What a browser can show and the library does not read is drawn again as PNG. */
async function verifyPicture(file) {
  if (/^image\/(?!png|jpeg|webp)/.test(file.type)) {
    try {
      const bitmap = await createImageBitmap(file);
      const drawn = new OffscreenCanvas(bitmap.width, bitmap.height);
      drawn.getContext('2d').drawImage(bitmap, 0, 0);
      return verifyFile(await drawn.convertToBlob({ type: 'image/png' }));
    } catch { /* the library says what it thinks of it */ }
  }
  return verifyFile(file);
}

function take(data) {
  const [file] = data.files;
  const text = data.getData('text/plain');
  if (file) verifyPicture(file);
  else if (text.trim()) verifyText(text);
}

at('file').onchange = () => { const [file] = at('file').files; if (file) verifyPicture(file); };
document.addEventListener('paste', event => {
  if (isTyping()) return;
  event.preventDefault();
  take(event.clipboardData);
});
document.addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('over'); });
document.addEventListener('dragleave', () => document.body.classList.remove('over'));
document.addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('over');
  take(event.dataTransfer);
});
at('paste').onclick = async () => {
  try {
    for (const item of await navigator.clipboard.read()) {
      const picture = item.types.find(type => type.startsWith('image/'));
      if (picture) return await verifyPicture(await item.getType(picture));
      if (item.types.includes('text/plain')) return await verifyText(await (await item.getType('text/plain')).text());
    }
    throw new Error('nothing');
  } catch {
    camera.say(words(lang, 'noPaste'));
  }
};

// ---------------------------------------------------------------- the beginning

offerLanguages(lang, chosen => { lang = chosen; keep({ lang }); speak(); });
at('country').onchange = () => keep({ country: at('country').value });
for (const choice of document.querySelectorAll('input[name=mode]')) {
  choice.onchange = () => { keep({ mode: mode() }); at('place').textContent = words(lang, mode()); };
}
camera.connect({ lang: () => lang, kept: () => kept, keep, isBusy: () => isShown() || checks > 0, verify: verifyText });
listen(verifyText);
// What the browser remembers of an earlier page is nobody's business.
window.addEventListener('pageshow', () => { clear(); forgetPassport(); });

/** Whoever stands at a gate all day loads no page anew. */
const renewAndSay = async () => {
  try {
    if (await renew()) await speak();
  } finally {
    if (isOpen()) await showStanding();
  }
};
setInterval(() => renewAndSay().catch(() => {}), RENEWED_EVERY_MS);
setInterval(() => isOpen() && showStanding().catch(() => {}), STANDING_EVERY_MS);
window.addEventListener('online', () => renewAndSay().catch(() => {}));
// Lists that the kept page cannot read may be those of a newer one.
navigator.serviceWorker?.addEventListener('controllerchange', () => { if (failed) location.reload(); });
navigator.serviceWorker?.register('sw.js').catch(() => {});

let failed = false;
at('standing').textContent = words(lang, 'loading');
const ready = open().catch(error => {
  failed = true;
  at('standing').replaceChildren(element('span', `${words(lang, 'noLists')} (${error.message})`, 'old'));
});
await speak();
await ready;
if (isOpen()) {
  await speak();
  document.documentElement.dataset.ready = 'yes';
}
