// The page without a network: what it is made of is kept when it is installed. Lists are the page's own matter: it keeps those that
// it could read.
const SHELL = 'hcert-shell-@VERSION@';
const FILES = ['./', '@FILES@'];

self.addEventListener('install', event => {
  // As they are on the server now, whatever it says of how long they may be kept: they belong together.
  const fresh = FILES.map(file => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(SHELL).then(cache => cache.addAll(fresh)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', event => {
  const old = names => names.filter(name => name.startsWith('hcert-shell-') && name !== SHELL);
  event.waitUntil(caches.keys().then(names => Promise.all(old(names).map(name => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  const path = url.pathname.slice(new URL('./', location).pathname.length);
  if (FILES.includes(path || './')) event.respondWith(keptElseFresh(event.request));
});

async function keptElseFresh(request) {
  const cache = await caches.open(SHELL);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
