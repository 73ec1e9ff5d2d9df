// One place holds one document: a new file takes the place of the one before, on the page as on the server.
import { el } from "./net.js";
import { say } from "./words.js";

document.addEventListener("upload:done", ({ target }) => {
  const slot = target.closest("[data-slot]");
  if (!slot) return;
  const rows = [...slot.querySelectorAll(".upload-list > li")].filter((row) => !row.querySelector(".upload-error, progress"));
  for (const row of rows.slice(0, -1)) row.remove();
  const signal = slot.querySelector(".signal, .badge");
  signal.className = "signal ok";
  const icon = signal.querySelector("use");
  if (icon) icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, "#check-circle"));
  signal.replaceChildren(...(icon ? [icon.closest("svg")] : []), el("span", {}, say("There")));
  followMissing();
});

/** The list of what is missing, as the server has it now. */
async function followMissing() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("missing");
  if (fresh) document.getElementById("missing").replaceChildren(...fresh.childNodes);
}
