// What the pages that ask for a card share: fetching Stripe.js, and how it looks.
const TOKENS = {
  colorPrimary: "--leaf",
  colorBackground: "--surface",
  colorText: "--ink",
  colorTextSecondary: "--ink-soft",
  colorDanger: "--danger",
  fontFamily: "--sans",
  borderRadius: "--radius",
};

let library;

export function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.Stripe));
    script.addEventListener("error", () => {
      library = undefined;
      script.remove();
      reject(new Error(`${address} cannot be reached`));
    });
    document.head.append(script);
  });
  return library;
}

// Stripe wants plain colours: what a token comes to here and now, light or dark.
export function appearance() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const variables = {};
  for (const [name, token] of Object.entries(TOKENS)) {
    const property = name.startsWith("color") ? "color" : null;
    if (property) probe.style.setProperty(property, `var(${token})`);
    const style = getComputedStyle(property ? probe : document.documentElement);
    variables[name] = (property ? style.color : style.getPropertyValue(token)).trim();
  }
  probe.remove();
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  return { theme: isDark ? "night" : "stripe", variables };
}
