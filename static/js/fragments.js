// What htmx needs to know of the shop: the CSRF token, where focus goes after a swap
// (data-focus on an element of the new fragment), and what to say when a call fails.
function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function sayThatItFailed() {
  const toast = document.getElementById("toast-failed").content.cloneNode(true);
  document.getElementById("toasts").append(toast);
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = cookie("csrftoken");
});

document.addEventListener("htmx:responseError", sayThatItFailed);
document.addEventListener("htmx:sendError", sayThatItFailed);

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const place = detail.elt.matches("[data-focus]")
    ? detail.elt
    : detail.elt.querySelector("[data-focus]");
  if (!place) return;

  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus();
});
