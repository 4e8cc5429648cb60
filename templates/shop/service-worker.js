{% load static %}// Shows a page of our own where there is no connection. Nothing else is kept on the
// device: a price or a date that may be old is worth nothing.
const STYLES = "{% static 'css/main.css' %}";
const PAGES = { {% for language, address in pages.items %}{{ language }}: "{{ address }}"{% if not forloop.last %}, {% endif %}{% endfor %} };
const KEPT = `offline ${STYLES}`;

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll([STYLES, ...Object.values(PAGES)]);
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
}

async function open({ preloadResponse, request }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    const language = new URL(request.url).pathname.split("/")[1];
    return caches.match(PAGES[language] ?? PAGES.{{ default }});
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(open(event));
  } else if (request.destination === "style" && request.url.endsWith(STYLES)) {
    event.respondWith(fetch(request).catch(() => caches.match(STYLES)));
  }
});
