// For trying out, and for small offices: a record in, its control pages to look at and to print.
import { LANGUAGES, words } from './words.js';

const at = id => document.getElementById(id);
let lang = navigator.languages.map(tag => tag.slice(0, 2).replace('no', 'nb')).find(tag => LANGUAGES.includes(tag)) ?? 'en';
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

function speak() {
  document.documentElement.lang = lang;
  document.title = `hcert – ${words(lang, 'pages')}`;
  for (const one of document.querySelectorAll('[data-words]')) one.textContent = words(lang, one.dataset.words);
}

function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function forget() {
  links.forEach(URL.revokeObjectURL);
  links = [];
  for (const id of ['result', 'files', 'preview']) at(id).replaceChildren();
}

function told(answer) {
  const until = answer.until ? ` ${words(lang, 'until')} ${new Date(answer.until).toLocaleString(lang)}` : '';
  const lines = [element('p', `${words(lang, answer.light)}${until}`)];
  if (answer.noDomesticPage) lines.push(element('p', answer.noDomesticPage));
  const list = element('ul');
  list.append(...answer.leftOut.map(({ entry, text }) => element('li', `${entry}: ${text}`)), ...answer.notes.map(note => element('li', note)));
  if (list.childElementCount) lines.push(list);
  at('result').replaceChildren(...lines);
}

function show(file) {
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
    body.files.forEach(show);
  } catch (error) {
    at('result').replaceChildren(element('p', error.message, 'problem'));
  } finally {
    at('make').disabled = false;
  }
}

at('lang').value = lang;
at('lang').onchange = () => { lang = at('lang').value; speak(); };
at('make').onclick = make;
at('example').onclick = () => { at('record').value = JSON.stringify(EXAMPLE, null, 2); };
at('clear').onclick = () => { at('record').value = ''; at('file').value = ''; forget(); };
at('file').onchange = async () => { const [file] = at('file').files; if (file) at('record').value = await file.text(); };
window.addEventListener('pagehide', () => { at('record').value = ''; at('token').value = ''; forget(); });
speak();
