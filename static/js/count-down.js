// Ticks beside the moment at which a deal ends. The date stands there anyway; what is
// left is counted by the clock of the server, not by that of the visitor.
const counters = [...document.querySelectorAll("[data-counts-down]")];

async function aheadOfVisitor() {
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
  const said = Date.parse(answer.headers.get("Date") ?? "");
  return Number.isNaN(said) ? 0 : said - Date.now();
}

function count(ahead) {
  const two = new Intl.NumberFormat(document.documentElement.lang, {
    minimumIntegerDigits: 2,
    useGrouping: false,
  });
  for (const each of counters) {
    const left = Math.floor((Date.parse(each.dataset.countsDown) - Date.now() - ahead) / 1000);
    each.hidden = left <= 0;
    each.textContent = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
      .map((part) => two.format(part))
      .join(":");
  }
}

if (counters.length) {
  aheadOfVisitor()
    .catch(() => 0)
    .then((ahead) => {
      count(ahead);
      setInterval(count, 1000, ahead);
    });
}
