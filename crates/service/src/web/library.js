// The library in its worker, and the lists that it works with. A worker that ends unexpectedly is replaced; lists are exchanged only
// for good ones, and those that were good are kept for when there is no network.

/** Where the lists are kept. */
const KEPT = 'hcert-lists';
/** Nobody waits at the gate for a network that says nothing, if there are lists at hand. */
const PATIENCE_MS = 5000;
/** No code takes so long; a file that was made to hang whoever reads it does. */
const WORK_MS = 10_000;

/** The library ended in the middle of its work. */
export class Broken extends Error {}
/** It was ended, because what it was given took too long. */
export class Endless extends Broken {}

/** What this browser remembers of the signed lists that it has seen. */
const SEEN = 'hcert-seen';

let worker = null, lists = null, opening = null;
/** Why newer lists were not taken. */
let trouble = null;
const waiting = new Map();
let lastId = 0;

function spawn(why = new Broken()) {
  worker?.terminate();
  const fail = why => {
    for (const { reject } of waiting.values()) reject(why);
    waiting.clear();
  };
  fail(why);
  const mine = new Worker('worker.js', { type: 'module' });
  mine.onmessage = ({ data: { id, answer, error, broken } }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(answer);
    else reject?.(broken ? new Broken(error) : new Error(error));
  };
  mine.onerror = () => { if (worker === mine) fail(new Broken()); };
  worker = mine;
}

function post(job, what = {}, transfer = []) {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, job, ...what }, transfer);
  });
}

/** Another worker with the same lists; of several who want one, one starts it. */
function restart(why) {
  spawn(why);
  opening = post('open', { ...lists, seen: seen() }).finally(() => { opening = null; });
  return opening;
}

/** The work before this one is done, so that nobody's time is spent on waiting for another's. */
let before = Promise.resolve();

/** Has the library do something, one thing at a time. What takes too long is ended with its worker. */
export function ask(job, what, transfer) {
  const mine = before.then(() => attempt(job, what, transfer));
  before = mine.catch(() => {});
  return mine;
}

async function attempt(job, what, transfer) {
  await opening;
  const asked = worker;
  const timer = setTimeout(() => { if (worker === asked) restart(new Endless()).catch(() => {}); }, WORK_MS);
  try {
    return await post(job, what, transfer);
  } catch (error) {
    if (error instanceof Broken) await (worker === asked ? restart() : opening)?.catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export const isOpen = () => lists !== null;

/** Whether newer lists were refused, so that the ones before are used: what was wrong. */
export const keptBecause = () => trouble;

function seen() {
  try {
    return localStorage.getItem(SEEN) ?? '';
  } catch {
    return '';
  }
}

function see(text) {
  try {
    localStorage.setItem(SEEN, text);
  } catch { /* a browser that remembers nothing */ }
}

// ---------------------------------------------------------------- the lists

const storePath = name => `stores/${encodeURIComponent(name)}`;
const storesOf = file => JSON.parse(new TextDecoder().decode(file)).revocations ?? [];

/** The lists as a way to get octets has them: that of the network, or that of what was kept. */
async function gather(octets) {
  const file = await octets('desk.json');
  const stores = await Promise.all(storesOf(file).map(async name => ({ name, octets: await octets(storePath(name)) })));
  return { file, stores };
}

async function fromNetwork(path, patienceMs) {
  const hurry = new AbortController();
  const timer = patienceMs && setTimeout(() => hurry.abort(), patienceMs);
  // Whoever serves the files may say nothing of how long they may be kept: it is asked each time.
  const answer = await fetch(path, { cache: 'no-cache', signal: hurry.signal });
  clearTimeout(timer);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  // The service says so where it could not take newer lists itself.
  if (path === 'desk.json') trouble = answer.headers.get('hcert-lists') === 'kept' ? 'service' : null;
  return new Uint8Array(await answer.arrayBuffer());
}

async function fromKept(path) {
  const answer = await (await caches.open(KEPT)).match(path);
  if (!answer) throw new Error(path);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Keeps lists that were good, and no others. */
async function keepLists({ file, stores }) {
  const cache = await caches.open(KEPT);
  for (const { name, octets } of stores) await cache.put(storePath(name), new Response(octets));
  await cache.put('desk.json', new Response(file));
  const named = ['desk.json', ...stores.map(({ name }) => storePath(name))].map(path => new URL(path, location).href);
  for (const { url } of await cache.keys()) if (!named.includes(url)) await cache.delete(url);
}

async function use(wanted) {
  if (!worker) spawn();
  try {
    see(await post('open', { ...wanted, seen: seen() }));
  } catch (error) {
    // Lists that end the library must not end those that it had.
    if (error instanceof Broken) await (lists ? restart() : spawn());
    throw error;
  }
  lists = wanted;
}

/** Opens the library with the lists of the network, else with those that were kept. */
export async function open() {
  const kept = await gather(fromKept).catch(() => null);
  try {
    await use(await gather(path => fromNetwork(path, kept ? PATIENCE_MS : 0)));
    keepLists(lists).catch(() => {});
  } catch (error) {
    if (!kept) throw error;
    await use(kept);
    // Without a network that is nothing new.
    if (navigator.onLine && !(error instanceof TypeError) && error.name !== 'AbortError') trouble = error.message;
  }
}

const same = (one, other) => one.length === other.length && one.every((octet, i) => octet === other[i]);

/** Takes newer lists if there are some, and only if all of them are good. Whether there were. */
export async function renew() {
  if (!lists) return false;
  const before = trouble;
  const wanted = await gather(path => fromNetwork(path));
  const known = same(wanted.file, lists.file) && wanted.stores.every(({ octets }, i) => same(octets, lists.stores[i].octets));
  if (known) return trouble !== before;
  await opening;
  try {
    await use(wanted);
  } catch (error) {
    trouble = error.message;
    throw error;
  }
  keepLists(lists).catch(() => {});
  return true;
}
