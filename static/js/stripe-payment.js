// Pays by card on our page: [data-payment-element=stripe] is the place of Stripe's
// Payment Element in a form with ways of paying ([name=payment], data-provider) and the
// total the buyer sees ([name=total_seen]). Stripe.js is fetched once the way is chosen.
import { appearance, load } from "./stripe-library.js";

class StripePayment {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.texts = place.dataset;
    this.units = Object.fromEntries(
      (place.dataset.units ?? "").split(" ").map((pair) => pair.split("=")),
    );
    this.express = document.createElement("div");
    this.express.hidden = true;
    this.field = document.createElement("div");
    this.error = document.createElement("p");
    this.error.className = "alert error";
    this.error.tabIndex = -1;
    this.error.hidden = true;
    const live = document.createElement("div");
    live.setAttribute("aria-live", "assertive");
    live.append(this.error);
    place.classList.add("stack");
    place.append(this.express, this.field, live);

    this.form.addEventListener("change", () => this.follow());
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("htmx:afterSettle", () => this.follow());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.elements?.update({ appearance: appearance() }),
    );
    // back from another page with the browser's Back: the button works again
    window.addEventListener("pageshow", () => this.rest());
    this.follow();
  }

  get isChosen() {
    const chosen = [...this.form.querySelectorAll("[name=payment]")].filter(
      (choice) => choice.type !== "radio" || choice.checked,
    );
    return chosen.some((choice) => choice.dataset.provider === "stripe");
  }

  // Whether the buyer wants it kept: a box to tick, or what they ticked before.
  get keeps() {
    const box = this.form.elements.namedItem("keep");
    return Boolean(box) && (box.type !== "checkbox" || box.checked);
  }

  // What Stripe wants to know before it asks for a card.
  get deal() {
    return { ...this.total, setupFutureUsage: this.keeps ? "off_session" : null };
  }

  get isIncomplete() {
    return [...this.form.elements].some((field) => field.required && !field.value.trim());
  }

  // What the buyer sees as left to pay, in the units Stripe counts in.
  get total() {
    const seen = this.form.elements.namedItem("total_seen").value.split(" ");
    // a third word is what credit leaves of the total
    const [currency, total, amount = total] = seen;
    const units = Number(this.units[currency] ?? 100);
    return { amount: Math.round(Number(amount) * units), currency: currency.toLowerCase() };
  }

  async follow() {
    this.place.hidden = !this.isChosen;
    if (!this.isChosen) return;
    if (this.elements) this.elements.update(this.deal);
    else await (this.drawing ??= this.draw());
  }

  async draw() {
    try {
      const stripe = await load(this.texts.stripeJs);
      this.stripe = stripe(this.texts.publishableKey, { locale: this.texts.language });
      this.elements = this.stripe.elements({
        mode: "payment",
        ...this.deal,
        captureMethod: this.texts.captureMethod ?? "automatic",
        appearance: appearance(),
      });
      this.drawExpress();
      await this.elements.create("payment").mount(this.field);
      this.error.hidden = true;
    } catch (fault) {
      this.elements = undefined;
      this.drawing = undefined;
      this.tell(this.texts.unreachable);
      throw fault;
    }
  }

  // Wallets as one button each, where the browser has one. What the shop still has to
  // know is asked for first.
  drawExpress() {
    const express = this.elements.create("expressCheckout");
    express.on("ready", ({ availablePaymentMethods }) => {
      this.express.hidden = !availablePaymentMethods;
    });
    express.on("click", (event) => {
      if (this.isBusy) return event.reject();
      if (!this.isIncomplete) return event.resolve();
      event.reject();
      return this.post();
    });
    express.on("confirm", () => this.attempt());
    express.mount(this.express);
  }

  async submit(event) {
    if (!this.isChosen) return;
    event.preventDefault();
    await this.attempt(event.submitter);
  }

  async attempt(submitter) {
    if (this.isBusy) return;
    this.work();
    try {
      await this.pay(submitter);
    } catch (fault) {
      this.tell(this.texts.unreachable);
      throw fault;
    } finally {
      this.rest();
      this.form.dispatchEvent(new Event("payment:ended"));
    }
  }

  async pay(submitter) {
    await this.follow();
    const checked = await this.elements.submit();
    // what is wrong with a field Stripe says beside it, and puts the cursor there;
    // what else is missing the shop says at the same time
    if (checked.error?.type === "validation_error") {
      return this.isIncomplete ? this.post(submitter) : undefined;
    }
    if (checked.error) return this.tell(checked.error.message);

    const answer = await this.post(submitter);
    if (!answer.client_secret) return undefined;

    const { error } = await this.stripe.confirmPayment({
      elements: this.elements,
      clientSecret: answer.client_secret,
      confirmParams: { return_url: answer.return_url },
      redirect: "if_required",
    });
    if (!error) return this.leave(answer.return_url);
    return this.explain(error, answer);
  }

  // A card that was refused cost nothing. After any other trouble only Stripe knows
  // whether money moved, so it is asked before a word is said.
  async explain(error, answer) {
    if (error.type === "card_error") {
      return this.tell(`${error.message} ${this.texts.untouched}`);
    }
    const found = await this.stripe.retrievePaymentIntent(answer.client_secret);
    const status = found.paymentIntent?.status;
    if (status === "succeeded" || status === "processing") {
      return this.leave(answer.return_url);
    }
    return this.tell(error.message || this.texts.unreachable);
  }

  // The order is placed first; asked again, the shop answers with the same order.
  async post(submitter) {
    const response = await fetch(this.form.action, {
      method: "POST",
      body: new FormData(this.form, submitter),
      headers: { Accept: "application/json" },
    });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) {
      this.tell(response.status === 429 ? this.texts.tooMany : this.texts.unreachable);
      return {};
    }
    const answer = await response.json();
    if (answer.redirect) await this.leave(answer.redirect);
    if (response.status === 422) {
      this.form.dispatchEvent(new CustomEvent("payment:refused", { detail: answer }));
      this.follow();
    }
    return answer;
  }

  leave(address) {
    window.location.assign(address);
    return new Promise(() => {});
  }

  work() {
    this.isBusy = true;
    this.error.hidden = true;
    for (const button of this.form.querySelectorAll("[type=submit]")) {
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-busy", "true");
    }
  }

  rest() {
    this.isBusy = false;
    for (const button of this.form.querySelectorAll("[type=submit]")) {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("aria-busy");
    }
  }

  tell(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.error.focus();
  }
}

for (const place of document.querySelectorAll("[data-payment-element=stripe]")) {
  new StripePayment(place);
}
