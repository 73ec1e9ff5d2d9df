// Score sheets by keyboard: digits choose, j/k move between criteria, n/p between proposals.
import { el } from "./net.js";
import { say } from "./words.js";

const sheet = document.querySelector("[data-score-sheet]");
const criteria = () => [...sheet.querySelectorAll("[data-criterion]")];
const typing = (node) => node.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=number])");
const control = (criterion) => criterion.querySelector("input:checked, input:not([type=hidden])");

function move(step) {
  const all = criteria();
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const to = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  if (!to) return;
  control(to)?.focus();
  to.scrollIntoView({ block: "center" });
}

let typed = "";
let typedAt = 0;
/** Digits pick a radio by its value; two quick digits make a two-digit score. */
function choose(digit) {
  const criterion = document.activeElement.closest("[data-criterion]");
  if (!criterion) return false;
  typed = Date.now() - typedAt < 700 ? typed + digit : digit;
  typedAt = Date.now();
  const radios = [...criterion.querySelectorAll("input[type=radio]:not(:disabled)")];
  const radio = radios.find((one) => one.value === typed) ?? radios.find((one) => one.value === digit);
  if (!radio) return false;
  radio.focus();
  radio.click();
  return true;
}

function help() {
  let dialog = document.getElementById("keys-dialog");
  if (!dialog) {
    const rows = [["0–9", "choose a score"], ["j / k", "next / previous criterion"], ["Enter", "next field"], ["↑ / ↓", "one step more / less"], ["n / p", "next / previous proposal"], ["Ctrl + Shift + Enter", "save and go to the next sheet"], ["Ctrl + Enter", "main button"], ["?", "this help"]];
    dialog = el("dialog", { class: "dialog", id: "keys-dialog", "aria-labelledby": "keys-title" },
      el("h2", { id: "keys-title" }, say("Keys on this page")),
      el("dl", { class: "keys" }, ...rows.flatMap(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, say(text))])),
      el("div", { class: "dialog-actions" }, el("button", { type: "button", class: "krds-btn medium primary", "data-dialog-close": true }, say("Close"))));
    document.body.append(dialog);
  }
  dialog.showModal();
}

/** − and + beside a number: whole points, inside the bounds. */
function stepNumber(button) {
  const field = button.parentElement.querySelector("input");
  const bound = (value) => Math.min(Math.max(value, Number(field.min || 0)), Number(field.max || Infinity));
  field.value = bound(Math.round((Number(field.value || 0) + Number(button.dataset.step)) * 100) / 100);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".score-step");
  if (button) stepNumber(button);
});
document.addEventListener("keydown", (event) => {
  if (!sheet || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey) {
    if (event.key === "Enter") {
      event.preventDefault();
      document.querySelector(event.shiftKey ? "[data-save-next]" : "[data-primary]")?.click();
    }
    return;
  }
  if (typing(event.target)) return;
  const link = { n: "[data-next]", p: "[data-previous]" }[event.key];
  if (/^\d$/.test(event.key)) { if (choose(event.key)) event.preventDefault(); }
  else if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); }
  else if (link) document.querySelector(link)?.click();
  else if (event.key === "?") help();
});
document.addEventListener("click", ({ target }) => { if (target.closest("[data-keys-help]")) help(); });
