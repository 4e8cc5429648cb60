// The page's one polite live region says what is new to those who do not see it change:
// the words of what a swap brings marked with data-news, and of toasts.
const place = document.getElementById("news");
let waiting = [];

// Emptied first and filled a moment later: so the same words can be news again.
export function say(words) {
  waiting.push(words);
  if (waiting.length > 1) return;

  place.textContent = "";
  setTimeout(() => {
    place.textContent = waiting.join(" ");
    waiting = [];
  }, 100);
}

document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
  const news = elt.matches("[data-news]") ? [elt] : elt.querySelectorAll("[data-news]");
  for (const one of news) if (one.checkVisibility()) say(one.innerText);
});
