// One tap, one form: a second tap while the answer is on its way sends nothing. What is being waited for is told meanwhile.
"use strict";
(() => {
  /* An answer that is a file leaves the page as it is: then the form can be sent again. */
  const AGAIN_MS = 4000;
  const release = (form) => {
    delete form.dataset.sent;
    for (const told of form.querySelectorAll(".meanwhile")) told.hidden = true;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const told = form.querySelectorAll(".meanwhile");
    for (const one of told) one.hidden = false;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
    if (!told.length) setTimeout(() => release(form), AGAIN_MS);
  });
  /* Whoever comes back by the browser's own way can send it again. */
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
})();
