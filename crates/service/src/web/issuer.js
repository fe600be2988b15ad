// For trying out, and for small offices: a record in, its control pages to look at and to print.
import { at, element, offerLanguages, preferred, translate } from './page.js';
import { words } from './words.js';

let lang = preferred();
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
const empty = () => ({ person: { familyName: '', dateOfBirth: '' }, vaccinations: [], tests: [] });

/** The record as the form has it; nothing while the text is none. */
let record = empty();

/** Local time as the field has it, and the instant as the record has it. */
const toField = text => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? '' : new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
};
const fromField = text => text && new Date(text).toISOString();

function control(one, [name, kind, example]) {
  const isChoice = Array.isArray(kind);
  const made = document.createElement(isChoice ? 'select' : 'input');
  if (isChoice) made.append(...kind.map(([value, text]) => new Option(words(lang, text), value)));
  else Object.assign(made, { type: kind, placeholder: example ?? '', autocomplete: 'off', spellcheck: false });
  const isTime = kind === 'datetime-local';
  made.value = isTime ? toField(one[name]) : one[name] ?? '';
  made.oninput = () => {
    const value = isTime ? fromField(made.value) : made.value;
    if (value || name in NEW.vaccinations || name in NEW.tests || name in empty().person) one[name] = value;
    else delete one[name];
    if (name === 'kind') { delete one.name; delete one.device; show(); at('fields').querySelector(`[data-place="${made.dataset.place}"]`).focus(); }
    write();
  };
  const label = element('label');
  label.append(element('span', words(lang, name === 'name' ? 'testName' : name)), made);
  return [label, made];
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
  for (const id of ['add-vaccinations', 'add-tests']) at(id).disabled = !record;
  if (!record) return at('fields').replaceChildren(element('p', words(lang, 'textOnly'), 'hint'));
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
    const { person, vaccinations = [], tests = [], ...more } = JSON.parse(at('record').value);
    const isRecord = person && Array.isArray(vaccinations) && Array.isArray(tests) && Object.keys(more).length === 0;
    record = isRecord ? { person, vaccinations, tests } : null;
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
  translate(lang, 'pages');
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

function hand(file) {
  const octets = Uint8Array.from(atob(file.content), letter => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([octets], { type: file.type }));
  links.push(url);
  if (!file.type.startsWith('text/html')) {
    const link = element('a', `${words(lang, 'save')} ${file.name}`, 'button');
    link.href = url;
    link.download = file.name;
    at('files').append(link);
    return;
  }
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
    const query = new URLSearchParams({ lang, paper: String(at('paper').checked) });
    const token = at('token').value;
    const answer = await fetch(`v1/pages?${query}`, {
      method: 'POST', cache: 'no-store', referrerPolicy: 'no-referrer', body: at('record').value,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error([body.title, body.detail].filter(Boolean).join(': '));
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
at('example').onclick = () => put(JSON.stringify(EXAMPLE, null, 2));
at('clear').onclick = () => { at('file').value = ''; put(''); forget(); };
at('record').oninput = read;
at('file').onchange = async () => { const [file] = at('file').files; if (file) put(await file.text()); };
window.addEventListener('pagehide', () => { put(''); at('token').value = ''; forget(); });
speak();
