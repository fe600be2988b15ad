// The officer's screen. What is read from a code lives in the verdict's elements and nowhere else, and goes with them.
import { LANGUAGES, age, words } from './words.js';

const SECONDS_SHOWN = 60;
/** Whoever needs longer is told in time (WCAG 2.2.1). */
const SECONDS_WARNED = 20;
const SYMBOLS = { accept: '✓', reject: '✗', 'cannot-verify': '?' };
const MARKS = { pass: '✓', fail: '✗', open: '?', skipped: '–', 'no-rules': '–' };
/** A code at rest in front of the camera is one code. */
const SAME_CODE_MS = 3000;
/** A scanner types faster than anybody, and no code is shorter. */
const WEDGE_PAUSE_MS = 120;
const WEDGE_LEAST = 16;
const MOST_TEXT = 9000;
const RENEWED_EVERY_MS = 600_000;

const at = id => document.getElementById(id);
const now = () => new Date().toISOString();

// ---------------------------------------------------------------- the library

let worker, lists;
const waiting = new Map();
let lastId = 0;

function startWorker() {
  worker?.terminate();
  worker = new Worker('worker.js', { type: 'module' });
  worker.onmessage = ({ data: { id, answer, error, broken } }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(answer);
    else reject?.(Object.assign(new Error(error), { broken }));
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(Object.assign(new Error('worker'), { broken: true }));
    waiting.clear();
  };
  return ask('open', lists);
}

function ask(job, what = {}, transfer = []) {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, job, ...what }, transfer);
  });
}

/** The lists as they are on the server, or as they were kept. */
async function fetchLists() {
  const octets = async path => {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const file = await octets('desk.json');
  const { revocations = [] } = JSON.parse(new TextDecoder().decode(file));
  const stores = await Promise.all(revocations.map(async name => ({ name, octets: await octets(`stores/${encodeURIComponent(name)}`) })));
  return { file, stores };
}

const same = (one, other) => one.length === other.length && one.every((octet, i) => octet === other[i]);

/** Whoever stands at a gate all day loads no page anew: newer lists are taken when they come, and only if all of them are good. */
async function renew() {
  if (!worker) return;
  const fetched = await fetchLists();
  const isSame = same(fetched.file, lists.file) && fetched.stores.every(({ octets }, i) => same(octets, lists.stores[i].octets));
  if (isSame) return;
  await ask('open', fetched);
  lists = fetched;
  await speak();
}

// ---------------------------------------------------------------- words and choices

const kept = remembered();
let lang = kept.lang ?? navigator.languages.map(tag => tag.slice(0, 2).replace('no', 'nb')).find(tag => LANGUAGES.includes(tag)) ?? 'en';

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
  document.documentElement.lang = lang;
  document.title = `hcert – ${words(lang, 'title')}`;
  for (const element of document.querySelectorAll('[data-words]')) element.textContent = words(lang, element.dataset.words);
  if (worker) {
    await fillChoices();
    await showStanding();
  }
  at('place').textContent = words(lang, mode());
}

async function fillChoices() {
  const usual = await ask('choices', { lang });
  for (const choice of document.querySelectorAll('input[name=mode]')) choice.checked = choice.value === (kept.mode ?? usual.mode);
  const options = [['', words(lang, 'noRules')], ['*', words(lang, 'allRules')], ...usual.countries.map(({ code, name }) => [code, name])];
  at('country').replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  at('country').value = options.some(([value]) => value === kept.country) ? kept.country : usual.country;
}

async function showStanding() {
  const { keys, trust, stores, revoked } = await ask('standing', { at: now() });
  const parts = [
    keys === 0 ? [words(lang, 'noKeys'), true] : [words(lang, 'keys', { n: keys }), false],
    trust.asOf ? [words(lang, 'trust', { age: age(lang, trust) }), trust.tooOld] : [words(lang, 'trustUndated'), false],
    stores === 0 ? [words(lang, 'noRevoked'), false] : [words(lang, 'revoked', { age: age(lang, revoked) }), revoked.tooOld],
  ];
  for (const place of document.querySelectorAll('.standing')) {
    place.replaceChildren(...parts.flatMap(([text, old], i) => [i ? ' · ' : '', element('span', text, old ? 'old' : '')]));
  }
}

function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// ---------------------------------------------------------------- verdicts

let verdicts = [], shown = 0, leaves = 0;

function asked() {
  const typed = id => at(id).value.trim() || undefined;
  const arrival = typed('arrival');
  return {
    at: now(), lang, mode: mode(), country: at('country').value,
    arrival: arrival && new Date(arrival).toISOString(), name: typed('name'), dob: typed('dob'),
  };
}

/** Verifies what was handed in: octets of a text, a picture or a PDF. */
async function verify(octets) {
  if (!worker) return refuse(words(lang, 'noLists'));
  at('busy').hidden = false;
  try {
    show(await ask('verify', { octets, asked: asked() }, [octets.buffer]));
  } catch (error) {
    refuse(error.broken ? words(lang, 'broken') : error.message);
    if (error.broken) await startWorker();
  } finally {
    at('busy').hidden = true;
  }
}

/** What could not be checked is no verdict on the code. */
const refuse = text => show([{ verdict: 'cannot-verify', word: words(lang, 'cannot'), text, hint: words(lang, 'again') }]);

const verifyText = text => verify(new TextEncoder().encode(text));

function show(cards) {
  verdicts = cards;
  shown = 0;
  showCard();
  if (!at('verdict').open) at('verdict').showModal();
  at('word').focus();
}

function showCard() {
  const card = verdicts[shown];
  const several = verdicts.length > 1 ? ` · ${words(lang, 'several', { n: shown + 1, all: verdicts.length })}` : '';
  at('verdict').dataset.verdict = card.verdict;
  at('symbol').textContent = SYMBOLS[card.verdict];
  at('word').textContent = card.word + several;
  const reason = card.verdict === 'accept' ? [] : [card.text, ...(card.code ? [`(${card.code})`] : [])];
  at('reason').replaceChildren(...[...reason, ...(card.notes ?? [])].map(text => element('p', text)));
  at('hint').textContent = `→ ${card.hint}`;
  const person = card.holder ? [['machine', card.holder.machine], ['born', card.holder.birthDate], ['written', card.holder.written], ['summary', card.summary]] : [];
  at('holder').replaceChildren(...person.filter(([, value]) => value).flatMap(([key, value]) => [element('dt', words(lang, key)), element('dd', value, key)]));
  at('more').replaceChildren(
    ...folded('details', card.details ?? [], rows => {
      const list = element('dl');
      list.append(...rows.flatMap(([label, value]) => [element('dt', label), element('dd', value)]));
      return list;
    }),
    ...folded('countries', card.countries ?? [], list(answerOf)),
    ...folded('deviations', card.deviations ?? [], list(one => `~ ${one.code}: ${one.text} [${one.clause}]`)),
    ...folded('findings', card.findings ?? [], list(one => `${MARKS[one.result]} ${one.code} (${words(lang, one.result)}): ${one.text}`)),
  );
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
  if (++shown < verdicts.length) {
    showCard();
    at('word').focus();
  } else {
    dismiss();
  }
}

/** Nothing waits for the event that tells of the end: the next verdict may be there before it. */
function dismiss() {
  at('verdict').close();
  clear();
}

/** Whatever way the verdict goes, all of it goes. */
function clear() {
  verdicts = [];
  shown = 0;
  for (const id of ['symbol', 'word', 'reason', 'holder', 'hint', 'more', 'soon']) at(id).replaceChildren();
  for (const id of ['name', 'dob', 'file']) at(id).value = '';
  delete at('verdict').dataset.verdict;
}

/** Whoever reads it keeps it. */
function stay() {
  leaves = Date.now() + SECONDS_SHOWN * 1000;
  at('soon').textContent = '';
  tick();
}

function tick() {
  if (!at('verdict').open) return;
  const left = Math.max(0, leaves - Date.now());
  at('left').style.width = `${left / SECONDS_SHOWN / 10}%`;
  if (left === 0) dismiss();
  else if (left <= SECONDS_WARNED * 1000 && !at('soon').textContent) at('soon').textContent = words(lang, 'soon', { n: SECONDS_WARNED });
}
for (const touch of ['keydown', 'pointerdown', 'wheel', 'touchmove']) at('verdict').addEventListener(touch, stay, { passive: true });
setInterval(tick, 1000);
setInterval(() => worker && showStanding().catch(() => {}), 30000);

at('next').onclick = next;
at('verdict').addEventListener('close', () => { if (!at('verdict').open) clear(); });

// ---------------------------------------------------------------- camera

let stream = null, lastText = '', lastSeen = 0;
const canvas = document.createElement('canvas');

async function startCamera() {
  stopCamera();
  const chosen = at('cameras').value || kept.camera;
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const camera = which => navigator.mediaDevices.getUserMedia({ video: { ...size, ...which }, audio: false });
  const anyCamera = () => camera({ facingMode: 'environment' });
  try {
    // The chosen one may have been unplugged since.
    stream = await (chosen ? camera({ deviceId: { exact: chosen } }).catch(anyCamera) : anyCamera());
  } catch (error) {
    at('idle').textContent = isSecureContext ? `${words(lang, 'noCamera')} (${error.name})` : words(lang, 'insecure');
    at('idle').hidden = false;
    return;
  }
  at('video').srcObject = stream;
  await at('video').play();
  at('idle').hidden = true;
  at('start').hidden = true;
  at('stop').hidden = false;
  const [track] = stream.getVideoTracks();
  at('torch').hidden = !track.getCapabilities?.().torch;
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
  at('cameras').replaceChildren(...cameras.map(({ deviceId, label }, i) => new Option(label || `${words(lang, 'camera')} ${i + 1}`, deviceId)));
  at('cameras').value = track.getSettings().deviceId ?? '';
  at('cameras-label').hidden = cameras.length < 2;
  watch(stream);
}

function stopCamera() {
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  at('video').srcObject = null;
  for (const id of ['stop', 'torch', 'cameras-label']) at(id).hidden = true;
  for (const id of ['start', 'idle']) at(id).hidden = false;
  at('idle').textContent = words(lang, 'idle');
  at('torch').setAttribute('aria-pressed', 'false');
}

/** Looks at one frame after the other as long as this stream runs. */
async function watch(mine) {
  const video = at('video');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  while (stream === mine) {
    await new Promise(resolve => setTimeout(resolve, 80));
    if (at('verdict').open || document.hidden || !video.videoWidth) continue;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let texts = [];
    try {
      texts = await ask('look', { rgba: new Uint8Array(data.buffer), width, height }, [data.buffer]);
    } catch (error) {
      if (error.broken) await startWorker();
    }
    const text = texts.find(text => /^(HC1|NO1):/.test(text)) ?? texts[0];
    if (text === undefined || stream !== mine || at('verdict').open) continue;
    const again = text === lastText && Date.now() - lastSeen < SAME_CODE_MS;
    [lastText, lastSeen] = [text, Date.now()];
    if (!again) await verifyText(text);
  }
  lastText = '';
  canvas.width = canvas.height = 0;
}
at('verdict').addEventListener('close', () => { lastSeen = Date.now(); });

at('start').onclick = startCamera;
at('stop').onclick = stopCamera;
at('cameras').onchange = () => { keep({ camera: at('cameras').value }); startCamera(); };
at('torch').onclick = async () => {
  const on = at('torch').getAttribute('aria-pressed') !== 'true';
  try {
    await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    at('torch').setAttribute('aria-pressed', String(on));
  } catch {
    at('torch').hidden = true;
  }
};

// ---------------------------------------------------------------- files, the clipboard, a hand-held scanner

const verifyFile = async file => verify(new Uint8Array(await file.arrayBuffer()));

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

at('file').onchange = () => { const [file] = at('file').files; if (file) verifyPicture(file); };
const isTyping = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '') && !['file', 'radio'].includes(document.activeElement.type);

function take(data) {
  const [file] = data.files;
  const text = data.getData('text/plain');
  if (file) verifyPicture(file);
  else if (text.trim()) verifyText(text);
}
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
    at('idle').textContent = words(lang, 'noPaste');
    at('idle').hidden = false;
  }
};

let typed = '', typedAt = 0, wedge;
document.addEventListener('keydown', event => {
  if (isTyping() || event.ctrlKey || event.altKey || event.metaKey) return;
  const quick = Date.now() - typedAt < WEDGE_PAUSE_MS;
  if (!quick) typed = '';
  typedAt = Date.now();
  const ends = event.key === 'Enter' || event.key === 'Tab';
  if (event.key.length === 1 && typed.length < MOST_TEXT) typed += event.key;
  const isCode = typed.length >= WEDGE_LEAST;
  // What a scanner types presses no button.
  if (isCode || (quick && event.key === ' ')) event.preventDefault();
  clearTimeout(wedge);
  const finish = () => { const text = typed; typed = ''; if (text.length >= WEDGE_LEAST) verifyText(text); };
  if (ends && isCode) finish();
  else wedge = setTimeout(finish, WEDGE_PAUSE_MS);
});

// ---------------------------------------------------------------- the beginning

at('lang').value = lang;
at('lang').onchange = () => { lang = at('lang').value; keep({ lang }); speak(); };
at('country').onchange = () => keep({ country: at('country').value });
for (const choice of document.querySelectorAll('input[name=mode]')) {
  choice.onchange = () => { keep({ mode: mode() }); at('place').textContent = words(lang, mode()); };
}
// What the browser remembers of an earlier page is nobody's business.
window.addEventListener('pageshow', clear);
await speak();
at('standing').textContent = words(lang, 'loading');
try {
  lists = await fetchLists();
  await startWorker();
  await speak();
  document.documentElement.dataset.ready = 'yes';
} catch (error) {
  worker = null;
  at('standing').replaceChildren(element('span', `${words(lang, 'noLists')} (${error.message})`, 'old'));
}
setInterval(() => renew().catch(() => {}), RENEWED_EVERY_MS);
window.addEventListener('online', () => renew().catch(() => {}));
// Lists that the kept page cannot read may be those of a newer one.
navigator.serviceWorker?.addEventListener('controllerchange', () => { if (!worker) location.reload(); });
navigator.serviceWorker?.register('sw.js').catch(() => {});
