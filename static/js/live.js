// Renews [data-live] as soon as its stream says that something has happened. While the
// stream is open the fragment does not ask by itself; without a stream it does.
const first = document.querySelector("[data-live]");
if (first?.dataset.live && window.EventSource) {
  const source = new EventSource(first.dataset.live);
  const now = () => document.getElementById(first.id);

  source.addEventListener("message", () => {
    const shown = now();
    if (shown?.dataset.live) shown.dispatchEvent(new CustomEvent("moved"));
    else source.close();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asksByItself = !event.detail.requestConfig.triggeringEvent;
    if (event.target === now() && asksByItself && source.readyState === EventSource.OPEN) {
      event.preventDefault();
    }
  });
  // a page on its way out of sight gives back its connection
  addEventListener("pagehide", () => source.close());
}
