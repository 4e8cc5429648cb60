// Says how long [data-undo-until] (an ISO time) can still be undone, in its [data-left];
// once the time is over the offer goes away by itself.
const SECOND = 1000;
const MINUTE = 60 * SECOND;

for (const offer of document.querySelectorAll("[data-undo-until]")) {
  const end = Date.parse(offer.dataset.undoUntil);
  const place = offer.querySelector("[data-left]");
  const two = new Intl.NumberFormat(document.documentElement.lang, {
    minimumIntegerDigits: 2,
  });
  const one = new Intl.NumberFormat(document.documentElement.lang);

  function tick() {
    const left = end - Date.now();
    offer.hidden = left <= 0;
    if (left <= 0) return;
    const seconds = Math.floor((left % MINUTE) / SECOND);
    place.textContent = `${one.format(Math.floor(left / MINUTE))}:${two.format(seconds)}`;
    setTimeout(tick, left % SECOND || SECOND);
  }
  tick();
}
