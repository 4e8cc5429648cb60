// Thumbnails (links to #picture ids inside data-gallery) scroll the big pictures and
// follow them when they are swiped.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function mark(gallery, id) {
  for (const thumb of gallery.querySelectorAll("a[href^='#']")) {
    if (thumb.hash === `#${id}`) thumb.setAttribute("aria-current", "true");
    else thumb.removeAttribute("aria-current");
  }
}

document.addEventListener("click", (event) => {
  const thumb = event.target.closest("[data-gallery] a[href^='#']");
  const picture = thumb && document.getElementById(thumb.hash.slice(1));
  if (!picture) return;

  event.preventDefault();
  const row = picture.parentElement;
  const distance =
    picture.getBoundingClientRect().left - row.getBoundingClientRect().left;
  // to a place, not by a distance: that would stop at every picture on the way
  const left = row.scrollLeft + distance;
  row.scrollTo({ left, behavior: calm.matches ? "instant" : "smooth" });
  mark(thumb.closest("[data-gallery]"), picture.id);
});

document.addEventListener(
  "scrollend",
  ({ target }) => {
    const gallery = target.closest?.("[data-gallery]");
    if (!gallery) return;

    const start = target.getBoundingClientRect().left;
    const shown = [...target.children].find(
      (item) => Math.abs(item.getBoundingClientRect().left - start) < 8,
    );
    if (shown) mark(gallery, shown.id);
  },
  true,
);
