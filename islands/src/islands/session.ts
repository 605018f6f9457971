// Says five minutes before that the session will end, and extends it by one press. What was typed
// is kept by the server either way; this spares the detour.
const notice = document.querySelector<HTMLElement>("#uma-session");
const stay = notice?.querySelector<HTMLButtonElement>("button");
if (notice && stay) {
  const after = Number(notice.dataset["after"]) * 1000;
  let timer = 0;
  const wait = (): void => {
    notice.hidden = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      notice.hidden = false;
    }, after);
  };
  stay.addEventListener("click", () => {
    void fetch("/stay", { headers: { accept: "application/json" } }).then((answer) => {
      // Too late: the sign-in page keeps what was typed once the form is sent.
      if (answer.ok && !answer.redirected) wait();
    });
  });
  wait();
}
