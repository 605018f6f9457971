// Warns before typed changes are left behind. The words come from the form's data-guard.
const form = document.querySelector<HTMLFormElement>("form[data-guard]");
if (form) {
  let changed = document.querySelector("#errors, #changed") !== null;
  let sending = false;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", (event) => {
    // A second click while the first is under way would only wait; the server does it once anyway.
    if (sending) event.preventDefault();
    sending = true;
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
}
