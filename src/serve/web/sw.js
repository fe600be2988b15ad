// The page without a network: what it is made of is kept when it is installed, the lists whenever they are fetched.
const SHELL = 'hcert-shell-@VERSION@';
const LISTS = 'hcert-lists';
const FILES = ['./', 'app.js', 'words.js', 'worker.js', 'style.css', 'icon.svg', 'manifest.webmanifest', 'pkg/hcert.js', 'pkg/hcert_bg.wasm'];

self.addEventListener('install', event => {
  event.waitUntil(caches.open(SHELL).then(cache => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => {
  const old = names => names.filter(name => name.startsWith('hcert-shell-') && name !== SHELL);
  event.waitUntil(caches.keys().then(names => Promise.all(old(names).map(name => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  const path = url.pathname.slice(new URL('./', location).pathname.length);
  if (path === 'desk.json' || path.startsWith('stores/')) event.respondWith(freshElseKept(event.request));
  else if (FILES.includes(path || './')) event.respondWith(keptElseFresh(event.request));
});

/** Nobody waits at the gate for a network that says nothing. */
const PATIENCE_MS = 5000;

async function freshElseKept(request) {
  const cache = await caches.open(LISTS);
  try {
    const patience = await cache.match(request) ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {};
    const answer = await fetch(request, patience);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer.ok ? answer : (await cache.match(request)) ?? answer;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}

async function keptElseFresh(request) {
  const cache = await caches.open(SHELL);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
