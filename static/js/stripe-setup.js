// Keeps a card without buying: [data-setup-element=stripe] is the place of Stripe's
// Payment Element in a form of its own.
import { appearance, load } from "./stripe-library.js";

class StripeSetup {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.texts = place.dataset;
    this.field = document.createElement("div");
    this.error = document.createElement("p");
    this.error.className = "alert error";
    this.error.tabIndex = -1;
    this.error.hidden = true;
    const live = document.createElement("div");
    live.setAttribute("aria-live", "assertive");
    live.append(this.error);
    place.classList.add("stack");
    place.append(this.field, live);
    this.form.addEventListener("submit", (event) => this.submit(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.elements?.update({ appearance: appearance() }),
    );
    this.draw();
  }

  async draw() {
    try {
      const stripe = await load(this.texts.stripeJs);
      this.stripe = stripe(this.texts.publishableKey, { locale: this.texts.language });
      this.elements = this.stripe.elements({
        clientSecret: this.texts.clientSecret,
        appearance: appearance(),
      });
      await this.elements.create("payment").mount(this.field);
    } catch (fault) {
      this.elements = undefined;
      this.tell(this.texts.unreachable);
      throw fault;
    }
  }

  async submit(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.error.hidden = true;
    const button = event.submitter ?? this.form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true");
    try {
      if (!this.elements) await this.draw();
      const { error } = await this.stripe.confirmSetup({
        elements: this.elements,
        confirmParams: { return_url: this.texts.returnUrl },
        redirect: "if_required",
      });
      if (!error) return window.location.assign(this.texts.returnUrl);
      // what is wrong with a field is said beside it
      if (error.type !== "validation_error") this.tell(error.message);
    } finally {
      this.isBusy = false;
      button.removeAttribute("aria-busy");
    }
  }

  tell(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.error.focus();
  }
}

for (const place of document.querySelectorAll("[data-setup-element=stripe]")) {
  new StripeSetup(place);
}
