// The verdict on the whole screen. What is read from a code lives in its elements and nowhere else, and goes with them.
import { at, element } from './page.js';
import { words } from './words.js';

const SECONDS_SHOWN = 60;
/** Whoever needs longer is told in time (WCAG 2.2.1), and can have ten times as long. */
const SECONDS_WARNED = 20;
const SECONDS_AT_MOST = 600;
const SYMBOLS = { accept: '✓', genuine: '○', reject: '✗', 'cannot-verify': '?' };
const MARKS = { pass: '✓', fail: '✗', open: '?', doubt: '?', skipped: '–', 'no-rules': '–' };

let cards = [], shown = 0, lang = 'en', gone = () => {};
/** Moments by the clock, which goes on while a device sleeps, and by a timer, which nobody sets back. */
let leaves = [0, 0], begins = [0, 0];
const clocks = () => [Date.now(), performance.now()];

const WORST_FIRST = ['reject', 'cannot-verify', 'genuine', 'accept'];
/** A doubt stands before what is genuine without one. */
const rank = ({ report }) => WORST_FIRST.indexOf(report.verdict) - (report.code ? 0.5 : 0);

export const isShown = () => at('verdict').open;

/** Shows verdicts, one after the other. `what` was asked of them; `then` hears whether a signature was good, and how many were not seen. */
export function show(made, what, language, then) {
  // No good verdict hides a bad one: the worst comes first.
  [cards, shown, lang, gone] = [[...made].sort((one, other) => rank(one) - rank(other)), 0, language, then];
  at('asked').textContent = what;
  // A verdict in the place of another is another one for a screen reader too.
  if (isShown()) at('verdict').close();
  showCard();
  at('verdict').showModal();
  at('word').focus();
}

function showCard() {
  const card = cards[shown], { report } = card;
  const several = cards.length > 1 ? ` · ${words(lang, 'several', { n: shown + 1, all: cards.length })}` : '';
  at('verdict').dataset.verdict = report.verdict;
  at('symbol').textContent = SYMBOLS[report.verdict];
  at('word').textContent = card.word + several;
  const good = ['accept', 'genuine'].includes(report.verdict) && !report.code;
  const reason = good ? [] : [report.text];
  const all = cards.length > 1 ? [cards.map(({ report, word }) => `${SYMBOLS[report.verdict]} ${word}`).join(' · ')] : [];
  at('reason').replaceChildren(...[...all, ...reason, ...(report.notes ?? [])].map(text => element('p', text)));
  at('hint').textContent = `→ ${report.hint}`;
  const person = card.holder ? [['machine', card.holder.machine], ['born', card.holder.birthDate], ['written', card.holder.written], ['summary', card.summary]] : [];
  at('holder').replaceChildren(...person.filter(([, value]) => value).flatMap(([key, value]) => [element('dt', words(lang, key)), element('dd', value, key)]));
  at('more').replaceChildren(
    ...folded('details', card.details ?? [], rows => {
      const made = element('dl');
      made.append(...rows.flatMap(([label, value]) => [element('dt', label), element('dd', value)]));
      return made;
    }),
    ...folded('countries', report.countries ?? [], list(answerOf)),
    ...folded('deviations', report.deviations ?? [], list(one => `~ ${one.code}: ${one.text} [${one.clause}]`)),
    ...folded('findings', report.findings ?? [], list(one => `${MARKS[one.result]} ${one.code} (${words(lang, one.result)}): ${one.text}`)),
  );
  at('verdict').scrollTop = 0;
  begins = clocks();
  stay();
}

/** A country's answer, and the rules that stand against it. */
function answerOf({ country, outcome, rules }) {
  const against = rules.filter(rule => rule.result !== 'pass').map(rule => `${rule.rule}: ${rule.text}`);
  return [`${MARKS[outcome]} ${country}: ${words(lang, `rules-${outcome}`)}`, ...against].join(' · ');
}

const list = line => rows => {
  const made = element('ul');
  made.append(...rows.map(row => element('li', line(row))));
  return made;
};

function folded(title, rows, body) {
  if (rows.length === 0) return [];
  const details = element('details');
  details.append(element('summary', `${words(lang, title)} (${rows.length})`), body(rows));
  details.open = title === 'details';
  return [details];
}

function next() {
  if (++shown < cards.length) {
    showCard();
    at('word').focus();
  } else {
    dismiss();
  }
}

/** Takes the verdict off, if there is one: the next code makes another. */
export function dismiss(byItself = false) {
  if (cards.length === 0) return;
  const wasGood = cards.some(({ report }) => report.findings?.some(({ code, result }) => code === 'signature' && result === 'pass'));
  const unseen = Math.max(0, cards.length - shown - 1);
  at('verdict').close();
  clear();
  gone({ wasGood, unseen, byItself });
}

/** Whatever way the verdict goes, all of it goes. */
export function clear() {
  cards = [];
  shown = 0;
  for (const id of ['symbol', 'word', 'reason', 'holder', 'hint', 'more', 'soon', 'asked']) at(id).replaceChildren();
  delete at('verdict').dataset.verdict;
}

/** Whoever reads it keeps it. */
function stay() {
  leaves = clocks().map((now, i) => Math.min(now + SECONDS_SHOWN * 1000, begins[i] + SECONDS_AT_MOST * 1000));
  at('soon').textContent = '';
  tick();
}

function tick() {
  if (!isShown()) return;
  const left = Math.max(0, Math.min(...clocks().map((now, i) => leaves[i] - now)));
  at('left').style.width = `${left / SECONDS_SHOWN / 10}%`;
  if (left === 0) dismiss(true);
  else if (left <= SECONDS_WARNED * 1000 && !at('soon').textContent) at('soon').textContent = words(lang, 'soon', { n: SECONDS_WARNED });
}

for (const touch of ['keydown', 'pointerdown', 'wheel', 'touchmove']) at('verdict').addEventListener(touch, stay, { passive: true });
setInterval(tick, 1000);
document.addEventListener('visibilitychange', tick);
at('next').onclick = next;
// The key Escape and a phone's way back close a dialog by themselves; of one that was opened again since it is told late.
at('verdict').addEventListener('close', () => { if (!isShown()) dismiss(); });
