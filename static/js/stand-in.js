// An element marked data-stands-in-for="selector" is needed (class is-needed) while what
// it stands in for has been scrolled away above.
const below = { rootMargin: "0px 0px 100000px" };
const watch = new IntersectionObserver((entries) => {
  for (const { isIntersecting } of entries) {
    for (const one of standIns()) one.classList.toggle("is-needed", !isIntersecting);
  }
}, below);

function standIns() {
  return document.querySelectorAll("[data-stands-in-for]");
}

function begin() {
  watch.disconnect();
  for (const { dataset } of standIns()) {
    const original = document.querySelector(dataset.standsInFor);
    if (original) watch.observe(original);
  }
}

begin();
// a swap may have brought another original
document.addEventListener("htmx:afterSettle", begin);
