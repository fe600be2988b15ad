// For trying out, and for small offices: a record in, its control pages to look at and to print, or the code of a yellow card.
import * as card from './issuer-card.js';
import { at, element, offerLanguages, preferred, translate } from './page.js';
import { words } from './words.js';

let lang = preferred();
/** What is made: `pages` or `icvp`. */
let kind = 'pages';
let links = [];

/** An invented person. */
const EXAMPLE = {
  person: { familyName: 'Øverland', givenName: 'Kari Ågot', dateOfBirth: '1964-08-12' },
  vaccinations: [
    { product: 'EU/1/20/1528', date: '2021-05-11', country: 'NO' },
    { product: 'EU/1/20/1528', date: '2021-06-22', country: 'NO' },
  ],
  tests: [],
};

const PRODUCTS = [['EU/1/20/1528', 'Comirnaty'], ['EU/1/20/1507', 'Spikevax'], ['EU/1/21/1529', 'Vaxzevria'], ['EU/1/20/1525', 'Jcovden'], ['EU/1/21/1618', 'Nuvaxovid']];
const named = (...codes) => codes.map(code => [code, code]);

/** What a record holds: the parts, and of each the fields with what is typed or chosen there. Tests differ in theirs. */
const PARTS = {
  person: () => [['familyName', 'text'], ['givenName', 'text'], ['dateOfBirth', 'text', 'YYYY-MM-DD']],
  vaccinations: ({ diseases }) => [['product', diseases ? 'text' : PRODUCTS], ['date', 'date'], ['country', 'text', 'NO'], ['lot', 'text']],
  tests: ({ kind }) => [
    ['kind', named('pcr', 'antigen', 'serology')], ['result', named('negative', 'positive')], ['sampled', 'datetime-local'],
    ['takenBy', named('health-personnel', 'self')], ['country', 'text', 'NO'],
    ...(kind === 'pcr' ? [['name', 'text']] : kind === 'antigen' ? [['device', 'text', '1232']] : []), ['centre', 'text'],
  ],
};
const NEW = {
  vaccinations: { product: 'EU/1/20/1528', date: '', country: 'NO' },
  tests: { kind: 'pcr', result: 'negative', sampled: '', takenBy: 'health-personnel', country: 'NO' },
};
const emptyRecord = () => ({ person: { familyName: '', dateOfBirth: '' }, vaccinations: [], tests: [] });
const empty = () => kind === 'icvp' ? card.empty() : emptyRecord();

/** The fields that stay in the record where nothing is typed: what misses is told by their names. */
const KEPT = new Set([emptyRecord().person, ...Object.values(NEW), card.empty(), card.empty().vx].flatMap(Object.keys));

/** The record as the form has it; nothing while the text is none. */
let record = empty();

/** Local time as the field has it, and the instant as the record has it. */
const toField = text => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? '' : new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
};
const fromField = text => text && new Date(text).toISOString();

function control(one, [name, type, example, label = name === 'name' ? 'testName' : name]) {
  const isChoice = Array.isArray(type);
  const made = document.createElement(isChoice ? 'select' : 'input');
  if (isChoice) made.append(...type.map(([value, text]) => new Option(words(lang, text), value)));
  else Object.assign(made, { type, placeholder: example ?? '', autocomplete: 'off', spellcheck: false });
  const isTime = type === 'datetime-local';
  made.value = isTime ? toField(one[name]) : one[name] ?? '';
  made.oninput = () => {
    const value = isTime ? fromField(made.value) : made.value;
    if (value || KEPT.has(name)) one[name] = value;
    else delete one[name];
    if (name === 'kind') { delete one.name; delete one.device; show(); at('fields').querySelector(`[data-place="${made.dataset.place}"]`).focus(); }
    write();
  };
  const labelled = element('label');
  labelled.append(element('span', words(lang, label)), made);
  return [labelled, made];
}

function part(title, one, fields, place, remove) {
  const made = element('fieldset', '', 'part');
  made.append(element('legend', title));
  for (const field of fields) {
    const [label, input] = control(one, field);
    input.dataset.place = `${place}/${field[0]}`;
    made.append(label);
  }
  if (remove) {
    const button = element('button', words(lang, 'remove'));
    button.type = 'button';
    button.onclick = remove;
    made.append(button);
  }
  return made;
}

/** Draws the form for the record. */
function show() {
  for (const id of ['add-vaccinations', 'add-tests']) Object.assign(at(id), { disabled: !record, hidden: kind === 'icvp' });
  at('of-pages').hidden = kind === 'icvp';
  if (!record) return at('fields').replaceChildren(element('p', words(lang, 'textOnly'), 'hint'));
  if (kind === 'icvp') {
    at('fields').replaceChildren(
      part(words(lang, 'person'), record, card.FIELDS.holder, 'card'), part(words(lang, 'vaccinations'), record.vx, card.FIELDS.dose, 'card/vx'),
    );
    return;
  }
  const listed = name => record[name].map((one, i) => part(`${words(lang, name)} ${i + 1}`, one, PARTS[name](one), `${name}/${i}`, () => {
    record[name].splice(i, 1);
    show();
    write();
    at(`add-${name}`).focus();
  }));
  at('fields').replaceChildren(part(words(lang, 'person'), record.person, PARTS.person(), 'person'), ...listed('vaccinations'), ...listed('tests'));
}

/** Writes the form's record as text. */
const write = () => { at('record').value = JSON.stringify(record, null, 2); };

/** Reads the text into the form, if it is a record. */
function read() {
  try {
    const found = JSON.parse(at('record').value);
    const { person, vaccinations = [], tests = [], ...more } = found;
    const isRecord = person && Array.isArray(vaccinations) && Array.isArray(tests) && Object.keys(more).length === 0;
    if (kind === 'icvp') record = card.isCard(found) ? found : null;
    else record = isRecord ? { person, vaccinations, tests } : null;
  } catch {
    record = at('record').value.trim() ? null : empty();
  }
  show();
}

function add(name) {
  record[name].push({ ...NEW[name] });
  show();
  write();
  at('fields').querySelector(`[data-place^="${name}/${record[name].length - 1}/"]`).focus();
}

function speak() {
  translate(lang, 'issue');
  const made = kind === 'icvp' ? ['makeCard', 'theCode'] : ['make', 'thePages'];
  ['make', 'result-title'].forEach((id, i) => { at(id).textContent = words(lang, made[i]); });
  show();
}

function forget() {
  links.forEach(URL.revokeObjectURL);
  links = [];
  for (const id of ['result', 'files', 'preview']) at(id).replaceChildren();
}

function told(answer) {
  const until = answer.until ? ` ${words(lang, 'until')} ${new Date(answer.until).toLocaleString(lang)}` : '';
  const lines = [element('p', `${words(lang, answer.light)}${until}`, `light ${answer.light}`)];
  if (answer.noDomesticPage) lines.push(element('p', answer.noDomesticPage));
  const list = element('ul');
  list.append(...answer.leftOut.map(({ entry, text }) => element('li', `${entry}: ${text}`)), ...(answer.notes ?? []).map(note => element('li', note)));
  if (list.childElementCount) lines.push(list);
  at('result').replaceChildren(...lines);
}

function toldCard({ hc1, exp, notes = [] }) {
  const code = element('p', hc1, 'code-text');
  code.translate = false;
  const list = element('ul');
  list.append(...notes.map(note => element('li', note)));
  const until = element('p', `${words(lang, 'codeUntil')} ${new Date(exp).toLocaleString(lang)}`);
  at('result').replaceChildren(until, code, ...(notes.length ? [list] : []));
  offer('icvp.txt', new Blob([hc1], { type: 'text/plain' }));
}

/** A link that saves a file. */
function offer(name, blob) {
  const link = element('a', `${words(lang, 'save')} ${name}`, 'button');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  links.push(link.href);
  at('files').append(link);
}

function hand(file) {
  const octets = Uint8Array.from(atob(file.content), letter => letter.charCodeAt(0));
  const blob = new Blob([octets], { type: file.type });
  if (!file.type.startsWith('text/html')) return offer(file.name, blob);
  const url = URL.createObjectURL(blob);
  links.push(url);
  const frame = document.createElement('iframe');
  frame.title = file.name;
  frame.setAttribute('sandbox', '');
  frame.src = url;
  at('preview').append(frame);
}

async function make() {
  forget();
  at('make').disabled = true;
  try {
    const isCard = kind === 'icvp';
    const query = new URLSearchParams(isCard ? { kind } : { lang, paper: String(at('paper').checked) });
    const token = at('token').value;
    const answer = await fetch(`v1/${isCard ? 'certificates' : 'pages'}?${query}`, {
      method: 'POST', cache: 'no-store', referrerPolicy: 'no-referrer', body: at('record').value.trim() || JSON.stringify(record),
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error([body.title, body.detail].filter(Boolean).join(': '));
    if (isCard) return toldCard(body);
    told(body);
    body.files.forEach(hand);
  } catch (error) {
    at('result').replaceChildren(element('p', error.message, 'problem'));
  } finally {
    at('make').disabled = false;
  }
}

offerLanguages(lang, chosen => { lang = chosen; speak(); });
at('form').onsubmit = event => { event.preventDefault(); make(); };
at('add-vaccinations').onclick = () => add('vaccinations');
at('add-tests').onclick = () => add('tests');
const put = text => { at('record').value = text; read(); };
at('example').onclick = () => put(JSON.stringify(kind === 'icvp' ? card.EXAMPLE : EXAMPLE, null, 2));
at('clear').onclick = () => { at('file').value = ''; put(''); forget(); };
at('record').oninput = read;
at('kind').onchange = () => { kind = at('kind').value; put(''); forget(); speak(); };
at('file').onchange = async () => { const [file] = at('file').files; if (file) put(await file.text()); };
window.addEventListener('pagehide', () => { put(''); at('token').value = ''; forget(); });
speak();
