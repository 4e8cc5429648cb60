// The stand-in's Stripe.js: the part of https://js.stripe.com/v3/ that the shop uses.
// The fields live in a shadow root without names, so no form ever posts them to us.
(() => {
  const script = document.currentScript.src;
  const base = new URL("..", script);

  const RULES = `
    :host { display: block; color: var(--text); font: var(--font); }
    .fields { display: grid; gap: var(--gap); grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .wide { grid-column: 1 / -1; }
    label { display: block; font-weight: 600; margin-block-end: 0.35rem; }
    .wallet {
      background: var(--text); border: 0; border-radius: var(--radius);
      color: var(--background); cursor: pointer; font: inherit; font-weight: 600;
      inline-size: 100%; min-block-size: 2.75rem;
    }
    .wallet:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    [hidden] { display: none; }
    input, select {
      background: var(--background); border: 1px solid var(--border);
      border-radius: var(--radius); box-sizing: border-box; color: inherit; font: inherit;
      inline-size: 100%; min-block-size: 2.75rem; padding: 0.5rem 0.75rem;
      text-align: start;
    }
    input:focus-visible, select:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
    input[aria-invalid="true"] { border-color: var(--danger); }
    .error { color: var(--danger); margin-block: 0.35rem 0; }
    .error:empty { display: none; }
    .note { margin-block: 0; opacity: 0.85; }
    [dir="ltr"] { direction: ltr; }
  `;
  const DEFAULTS = {
    colorBackground: "Canvas",
    colorText: "CanvasText",
    colorDanger: "#a32a22",
    colorPrimary: "#1f5fa8",
    fontFamily: "system-ui, sans-serif",
    fontSizeBase: "1rem",
    borderRadius: "6px",
    spacingUnit: "0.25rem",
  };

  const digitsOf = (text) => text.replace(/\D/g, "");
  const isAmex = (number) => /^3[47]/.test(number);

  function grouped(number) {
    const pattern = isAmex(number) ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?/ : null;
    if (pattern) return number.slice(0, 15).replace(pattern, (_, ...parts) =>
      parts.slice(0, 3).filter(Boolean).join(" "));
    return number.slice(0, 19).match(/\d{1,4}/g)?.join(" ") ?? "";
  }

  function monthAndYear(digits) {
    const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits;
    const [month, year] = [padded.slice(0, 2), padded.slice(2, 4)];
    return padded.length > 2 ? `${month} / ${year}` : month;
  }

  function hasRightCheckDigit(number) {
    const sum = [...number].reverse().reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return number.length >= 12 && sum % 10 === 0;
  }

  // Writes the text as it should look and leaves the caret behind the same digit.
  function reformat(input, format) {
    const before = digitsOf(input.value.slice(0, input.selectionStart ?? 0)).length;
    const text = format(digitsOf(input.value));
    if (text === input.value) return;
    input.value = text;
    let seen = 0;
    let place = 0;
    while (place < text.length && seen < before) seen += /\d/.test(text[place++]) ? 1 : 0;
    if (before >= digitsOf(text).length) place = text.length;
    input.setSelectionRange(place, place);
  }

  const FIELDS = [
    {
      name: "number", autocomplete: "cc-number", longest: 23, format: grouped, isWide: true,
      problem: (digits, labels) => hasRightCheckDigit(digits) ? "" : labels.numberError,
    },
    {
      name: "expiry", autocomplete: "cc-exp", longest: 7, format: monthAndYear,
      problem(digits, labels) {
        const [month, year] = [Number(digits.slice(0, 2)), 2000 + Number(digits.slice(2))];
        if (digits.length !== 4 || month < 1 || month > 12) return labels.expiryError;
        return new Date(year, month) > new Date() ? "" : labels.pastError;
      },
    },
    {
      name: "cvc", autocomplete: "cc-csc", longest: 4, format: (digits) => digits,
      problem: (digits, labels, number) =>
        digits.length === (isAmex(number) ? 4 : 3) ? "" : labels.cvcError,
    },
  ];

  const IBANS = [
    "DE89370400440532013000", "AT321904300235473204",
    "DE62370400440532013001", "AT861904300235473202",
  ];
  const WAYS = ["card", "ideal", "sepa_debit"];

  class Element {
    constructor(elements) {
      this.elements = elements;
      this.listeners = {};
      this.inputs = {};
    }

    on(event, listener) {
      (this.listeners[event] ??= []).push(listener);
      return this;
    }

    async mount(target) {
      const place = typeof target === "string" ? document.querySelector(target) : target;
      this.host = document.createElement("div");
      this.root = this.host.attachShadow({ mode: "open" });
      this.sheet = new CSSStyleSheet();
      this.root.adoptedStyleSheets = [this.sheet];
      place.replaceChildren(this.host);
      this.dress();
      this.labels = await this.elements.stripe.labels();
      this.root.append(this.draw());
      this.emit("ready", { elementType: this.kind, ...this.found });
    }

    emit(event, detail) {
      for (const listener of this.listeners[event] ?? []) listener(detail);
    }

    unmount() {
      this.host?.remove();
    }

    focus() {
      this.inputs.number?.focus();
    }

    dress() {
      const look = { ...DEFAULTS, ...this.elements.options.appearance?.variables };
      this.sheet.replaceSync(`:host {
        --background: ${look.colorBackground}; --text: ${look.colorText};
        --danger: ${look.colorDanger}; --accent: ${look.colorPrimary};
        --border: color-mix(in srgb, ${look.colorText} 55%, transparent);
        --radius: ${look.borderRadius}; --gap: calc(4 * ${look.spacingUnit});
        --font: ${look.fontSizeBase}/1.5 ${look.fontFamily};
      } ${RULES}`);
    }

  }

  // A wallet as the Express Checkout Element shows it: one button, and all is known.
  class ExpressElement extends Element {
    kind = "expressCheckout";
    found = { availablePaymentMethods: { link: true } };

    draw() {
      const button = document.createElement("button");
      button.className = "wallet";
      button.type = "button";
      button.textContent = this.labels.wallet;
      button.addEventListener("click", () => {
        this.emit("click", {
          expressPaymentType: "link",
          resolve: () => {
            this.elements.expressType = "link";
            this.emit("confirm", { expressPaymentType: "link" });
          },
          reject: () => {},
        });
      });
      return button;
    }
  }

  class PaymentElement extends Element {
    kind = "payment";
    way = "card";

    // As Stripe, no way that cannot do what is asked: only cards secure money first.
    get ways() {
      const { mode, captureMethod, currency } = this.elements.options;
      const isPlain = mode === "payment" && captureMethod !== "manual";
      return isPlain && currency === "eur" ? WAYS : ["card"];
    }

    draw() {
      const all = document.createElement("div");
      all.className = "fields";
      all.dir = document.documentElement.dir;
      this.panels = {
        card: [...FIELDS.map((field) => this.drawField(field)), this.drawNote("note")],
        ideal: [this.drawNote("idealNote")],
        sepa_debit: [this.drawIban(), this.drawNote("ibanNote")],
      };
      if (this.ways.length > 1) all.append(this.drawChoice());
      all.append(...Object.values(this.panels).flat());
      this.choose(this.way);
      return all;
    }

    drawChoice() {
      const box = document.createElement("div");
      box.className = "wide";
      const label = document.createElement("label");
      label.htmlFor = "way";
      label.textContent = this.labels.way;
      const choice = document.createElement("select");
      choice.id = "way";
      choice.append(...this.ways.map((way) => new Option(this.labels[way], way)));
      choice.addEventListener("change", () => this.choose(choice.value));
      box.append(label, choice);
      return box;
    }

    choose(way) {
      this.way = way;
      for (const [name, parts] of Object.entries(this.panels)) {
        for (const part of parts) part.hidden = name !== way;
      }
    }

    drawNote(name) {
      const note = document.createElement("p");
      note.className = "note wide";
      note.textContent = this.labels[name];
      return note;
    }

    drawIban() {
      return this.drawField({
        name: "iban", autocomplete: "off", isWide: true, isText: true,
        problem: () => IBANS.includes(this.iban) ? "" : this.labels.ibanError,
      });
    }

    get iban() {
      return this.inputs.iban.value.replace(/\s/g, "").toUpperCase();
    }

    drawField(field) {
      const box = document.createElement("div");
      if (field.isWide) box.className = "wide";
      const label = document.createElement("label");
      label.htmlFor = field.name;
      label.textContent = this.labels[field.name];
      const error = document.createElement("p");
      error.className = "error";
      error.id = `${field.name}-error`;

      const input = document.createElement("input");
      Object.assign(input, {
        id: field.name, type: "text", inputMode: field.isText ? "text" : "numeric", autocomplete: field.autocomplete,
        dir: "ltr", placeholder: this.labels[`${field.name}Hint`] ?? "", required: true,
      });
      input.setAttribute("aria-describedby", error.id);
      input.addEventListener("input", () => {
        if (field.format) {
          reformat(input, (digits) => field.format(digits).slice(0, field.longest));
        }
        if (input.ariaInvalid === "true") this.check(field);
      });
      input.addEventListener("change", () => input.value && this.check(field));
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") this.host.closest("form")?.requestSubmit();
      });
      this.inputs[field.name] = input;
      box.append(label, input, error);
      return box;
    }

    digits(name) {
      return digitsOf(this.inputs[name].value);
    }

    check(field) {
      const { name } = field;
      const text = field.problem(this.digits(name), this.labels, this.digits("number"));
      this.inputs[name].setAttribute("aria-invalid", String(Boolean(text)));
      this.root.getElementById(`${name}-error`).textContent = text;
      return text;
    }

    validate() {
      const asked = {
        card: FIELDS,
        ideal: [],
        sepa_debit: [{ name: "iban", problem: () => IBANS.includes(this.iban) ? "" : this.labels.ibanError }],
      }[this.way];
      const wrong = asked.filter((field) => this.check(field));
      if (!wrong.length) return undefined;
      this.inputs[wrong[0].name].focus();
      const message = this.root.getElementById(`${wrong[0].name}-error`).textContent;
      return { type: "validation_error", code: `incomplete_${wrong[0].name}`, message };
    }

    // What it is paid with, as the API wants to hear it.
    details() {
      const type = { "payment_method_data[type]": this.way };
      if (this.way === "ideal") return type;
      if (this.way === "sepa_debit") {
        return { ...type, "payment_method_data[sepa_debit][iban]": this.iban };
      }
      const card = Object.entries(this.card()).map(
        ([name, value]) => [`payment_method_data[card][${name}]`, value],
      );
      return { ...type, ...Object.fromEntries(card) };
    }

    card() {
      const expiry = this.digits("expiry");
      return {
        number: this.digits("number"),
        exp_month: expiry.slice(0, 2),
        exp_year: expiry.slice(2),
        cvc: this.digits("cvc"),
      };
    }
  }

  class Elements {
    constructor(stripe, options) {
      this.stripe = stripe;
      this.options = options;
      this.isSubmitted = false;
    }

    create(type) {
      if (type === "expressCheckout") {
        this.express = new ExpressElement(this);
        return this.express;
      }
      if (type !== "payment") throw new Error(`The stand-in has no ${type} Element.`);
      this.element = new PaymentElement(this);
      return this.element;
    }

    update(options) {
      Object.assign(this.options, options);
      if (this.element?.sheet) this.element.dress();
    }

    async submit() {
      const error = this.expressType ? undefined : this.element.validate();
      this.isSubmitted = !error;
      return error ? { error } : { selectedPaymentMethod: "card" };
    }
  }

  class StandIn {
    constructor(key, options = {}) {
      this.key = key;
      const locale = options.locale ?? "auto";
      this.locale = locale === "auto" ? document.documentElement.lang || "en" : locale;
    }

    elements(options) {
      return new Elements(this, { ...options });
    }

    labels() {
      const url = new URL("v3/labels", base);
      url.searchParams.set("locale", this.locale);
      this.words ??= fetch(url).then((answer) => answer.json());
      return this.words;
    }

    async retrievePaymentIntent(clientSecret) {
      return this.call("GET", clientSecret, "", { client_secret: clientSecret });
    }

    async retrieveSetupIntent(clientSecret) {
      return this.call("GET", clientSecret, "", { client_secret: clientSecret });
    }

    async confirmSetup({ elements, clientSecret, confirmParams = {}, redirect }) {
      const secret = clientSecret ?? elements.options.clientSecret;
      const checked = await elements.submit();
      if (checked.error) return checked;
      const answer = await this.call("POST", secret, "/confirm", {
        client_secret: secret,
        return_url: confirmParams.return_url ?? "",
        ...this.cardParams(elements),
      });
      const next = answer.setupIntent?.next_action?.redirect_to_url;
      if (next) return this.leave(new URL(new URL(next.url).pathname, base).href);
      if (answer.error || redirect === "if_required") return answer;
      return this.leave(this.returnUrl(confirmParams.return_url, answer.setupIntent));
    }

    cardParams(elements) {
      const card = Object.entries(elements.element.card());
      return {
        "payment_method_data[type]": "card",
        ...Object.fromEntries(
          card.map(([name, value]) => [`payment_method_data[card][${name}]`, value]),
        ),
      };
    }

    async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect }) {
      const secret = clientSecret ?? elements.options.clientSecret;
      if (!elements.options.clientSecret) {
        if (!elements.isSubmitted) throw new Error("elements.submit() must be called first.");
        const found = await this.retrievePaymentIntent(secret);
        const error = found.error ?? this.mismatch(found.paymentIntent, elements.options);
        if (error) return { error };
      }
      const answer = await this.call("POST", secret, "/confirm", {
        client_secret: secret,
        return_url: confirmParams.return_url ?? "",
        ...(elements.expressType
          ? { "payment_method_data[type]": elements.expressType }
          : elements.element.details()),
      });
      elements.expressType = undefined;
      const next = answer.paymentIntent?.next_action?.redirect_to_url;
      // on the host the buyer came by, where the page's own policy allows to post
      if (next) return this.leave(new URL(new URL(next.url).pathname, base).href);
      if (answer.error || redirect === "if_required") return answer;
      return this.leave(this.returnUrl(confirmParams.return_url, answer.paymentIntent));
    }

    // Stripe refuses an intent that differs from what the buyer saw in the Element.
    mismatch(intent, { amount, currency, captureMethod = "automatic", setupFutureUsage }) {
      const usage = setupFutureUsage ?? null;
      if (usage !== intent.setup_future_usage) {
        const message =
          `Your payment setup_future_usage (${intent.setup_future_usage}) does not` +
          ` match the setupFutureUsage given to Elements (${usage}).`;
        return { type: "invalid_request_error", message };
      }
      const isSecured = intent.capture_method === "manual";
      if (isSecured !== (captureMethod === "manual")) {
        const message =
          `The capture_method given to Elements (${captureMethod}) differs from the` +
          ` PaymentIntent's (${intent.capture_method}).`;
        return { type: "invalid_request_error", message };
      }
      if (intent.amount === amount && intent.currency === currency) return undefined;
      const message =
        `The amount or currency given to Elements (${amount} ${currency}) differs from` +
        ` the PaymentIntent's (${intent.amount} ${intent.currency}).`;
      return { type: "invalid_request_error", message };
    }

    returnUrl(address, intent) {
      const url = new URL(address);
      url.searchParams.set(intent.object, intent.id);
      url.searchParams.set(`${intent.object}_client_secret`, intent.client_secret);
      url.searchParams.set("redirect_status", intent.status);
      return url.href;
    }

    leave(url) {
      window.location.assign(url);
      return new Promise(() => {});
    }

    async call(method, secret, deed, params) {
      const intent = secret.split("_secret_")[0];
      const isSetup = intent.startsWith("seti_");
      const kind = isSetup ? "setup_intents" : "payment_intents";
      const url = new URL(`v1/${kind}/${intent}${deed}`, base);
      const body = new URLSearchParams({ ...params, locale: this.locale });
      if (method === "GET") url.search = body;
      const request = { method, headers: { Authorization: `Bearer ${this.key}` } };
      if (method !== "GET") request.body = body;
      try {
        const answer = await (await fetch(url, request)).json();
        if (answer.error) return { error: answer.error };
        return isSetup ? { setupIntent: answer } : { paymentIntent: answer };
      } catch {
        const { unreachable } = await this.labels();
        return { error: { type: "api_connection_error", message: unreachable } };
      }
    }
  }

  window.Stripe = (key, options) => new StandIn(key, options);
})();
