// Shortcuts for people who work here all day: `/` to search, `?` for the list, both can be switched
// off there. None acts while something is being typed. Focus goes to error summaries and messages
// by autofocus; this only helps where a browser does not.
const OFF = "uma-shortcuts-off";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const dialog = document.querySelector<HTMLDialogElement>("#uma-shortcuts");
const on = dialog?.querySelector<HTMLInputElement>("input[type=checkbox]");

const isOff = (): boolean => {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
};

if (on) {
  on.checked = !isOff();
  on.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, on.checked ? "0" : "1");
    } catch {
      // Private windows keep nothing; the choice then holds for this page.
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "?") {
    // The list opens even when shortcuts are off, since that is where they are switched on.
    dialog?.showModal();
    event.preventDefault();
    return;
  }
  if (isOff() || (on && !on.checked)) return;
  const target = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (target) {
    target.focus();
    event.preventDefault();
  }
});

// A menu that folds away when one looks elsewhere.
const me = document.querySelector<HTMLDetailsElement>(".uma-me");
document.addEventListener("click", (event) => {
  if (me?.open && event.target instanceof Node && !me.contains(event.target)) me.open = false;
});
me?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && me.open) {
    me.open = false;
    me.querySelector("summary")?.focus();
  }
});
