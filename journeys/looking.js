// What a test asks of a page: called as looking.NAME() in it.
// Colours are measured when they have arrived, not on their way from day to evening.
const still = new CSSStyleSheet();
still.replaceSync("*, ::before, ::after { transition: none !important }");
document.adoptedStyleSheets.push(still);

// WCAG 1.4.12: a reader's own spacing
const airy = new CSSStyleSheet();
airy.replaceSync(`
  * {
    line-height: 1.5 !important;
    letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
  }
  p { margin-block-end: 2em !important }
`);

window.looking = {
  // What axe finds, one line each.
  async faults(place, options) {
    const { violations } = await axe.run(place, options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any, html }) => {
        const why = any[0]?.message.split(". ")[0] ?? "";
        return `${id}: ${target.flat().join(" ")} ${why} ${html.slice(0, 120)}`;
      }),
    );
  },

  // The style of the moment has been worked out and drawn, and what moves has arrived.
  // From the top: what lies under the header when one scrolls can be scrolled out again.
  async settle() {
    scrollTo({ top: 0, behavior: "instant" });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
    await frame();
  },

  space(isAiry) {
    document.adoptedStyleSheets = isAiry ? [still, airy] : [still];
  },

  // What sticks out of a page that must not be scrolled sideways.
  tooWide() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const sticksOut = (box) => box.width > 0 && (box.right > width + 1 || box.left < -1);
    const isRow = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX);
    const rows = [...document.querySelectorAll("body *")].filter(isRow);
    return [...document.querySelectorAll("body *")]
      .filter((one) => sticksOut(one.getBoundingClientRect()))
      .filter((one) => !rows.some((row) => row !== one && row.contains(one)))
      .slice(0, 3)
      .map((one) => `too wide: ${looking.name(one)}`);
  },

  // Words that are cut off because their box is smaller than they are.
  cutOff() {
    const meant = ".visually-hidden, [popover]:not(:popover-open), .scroll-x, svg, select";
    return [...document.querySelectorAll("body *")]
      .filter((one) => {
        const clips = /hidden|clip/.test(getComputedStyle(one).overflowY);
        const hasWords = one.innerText?.trim();
        return clips && hasWords && !one.closest(meant) && one.checkVisibility();
      })
      // what is a pixel high is there for the ears alone
      .filter((one) => one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 2)
      .map((one) => `cut off: ${looking.name(one)}`);
  },

  // Targets a finger may miss: what is pressed is 24 px wide and high, what matters most
  // is 44 px high. Links within a sentence are as high as its line.
  tooSmall() {
    const pressed =
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
    return [...document.querySelectorAll(pressed)]
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((one) => !one.closest(".visually-hidden, [inert]") && !looking.isInline(one))
      .filter((one) => {
        const { width, height } = looking.reach(one);
        const least = one.matches(".button:not(.quiet, .secondary)") ? 43.5 : 23.5;
        return width > 1 && (height < least || width < 23.5);
      })
      .map((one) => {
        const { width, height } = looking.reach(one);
        return `${Math.round(width)} × ${Math.round(height)} px: ${looking.name(one)}`;
      });
  },

  isInline(one) {
    if (getComputedStyle(one).display !== "inline") return false;
    const block = one.closest("p, li, dd, td, span:not(:scope), div, address");
    return [...(block ?? one.parentElement).childNodes].some(
      (node) => node !== one && !node.contains?.(one) && node.textContent.trim(),
    );
  },

  // The label of a choice is pressed as well as its dot.
  reach(one) {
    const box = one.getBoundingClientRect();
    const isChoice = one.matches("[type=checkbox], [type=radio]");
    const label = isChoice ? one.labels[0]?.getBoundingClientRect() : undefined;
    const cover = looking.cover(one);
    const best = [box, label, cover].filter(Boolean);
    return {
      width: Math.max(...best.map(({ width }) => width)),
      height: Math.max(...best.map(({ height }) => height)),
    };
  },

  // A link may stretch over its card with a pseudo-element.
  cover(one) {
    const after = getComputedStyle(one, "::after");
    if (after.position !== "absolute" || after.content === "none") return undefined;
    return { width: parseFloat(after.width) || 0, height: parseFloat(after.height) || 0 };
  },

  // Where the focus is, whether that can be seen, and what hides it.
  focus() {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    if (!one || one === document.body) return undefined;
    const box = one.getBoundingClientRect();
    const points = [
      [box.x + box.width / 2, box.y + box.height / 2],
      [box.x + 2, box.y + 2],
      [box.right - 2, box.bottom - 2],
    ].filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const root = one.getRootNode();
    const onTop = points.map(([x, y]) => root.elementFromPoint(x, y));
    const seen = onTop.some((top) => top && (one.contains(top) || top.contains(one)));
    return {
      name: looking.name(one),
      hasRing: looking.hasRing(one),
      isSeen: seen || one.labels?.[0]?.contains(onTop[0]) === true,
    };
  },

  // Round itself, or round what is pressed with it: a card, an option.
  hasRing(one) {
    if (!one || one === document.body) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const isDrawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    return isDrawn || looking.hasRing(one.parentElement ?? one.getRootNode().host);
  },

  name(one) {
    const words = (one.ariaLabel || one.innerText || one.name || "").trim().slice(0, 30);
    const marks = [one.id && `#${one.id}`, ...one.classList].filter(Boolean).join(".");
    return `${one.localName} ${marks} “${words}”`;
  },
};
