// See templates/shop/service-worker.js: registered once the page itself is there.
addEventListener("load", () => {
  navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
});
