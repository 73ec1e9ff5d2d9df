// The page's behaviours, bound once to the document and driven by data attributes (docs/ui.md §6).
// Larger ones live in their own modules and load only where a page asks for them.
import "./clock.js";
import { csrfToken, toast } from "./net.js";
import { say } from "./words.js";

// --- Modules on demand ------------------------------------------------------------

const MODULES = [
  ["input[data-money]", () => import("./money.js").then((money) => money.dress())],
  ["[data-autosave-url]", () => import("./autosave.js")],
  ["[data-upload-url]", () => import("./upload.js")],
  ["[data-presence-url]", () => import("./presence.js")],
  ["[data-live-url]", () => import("./live.js")],
  ["[data-score-sheet], .score-step", () => import("./keyboard.js")],
  ["#session-dialog", () => import("./session.js")],
];

function dress(root) {
  for (const [selector, load] of MODULES) if (root.querySelector(selector)) load();
  labelTables(root);
  for (const field of root.querySelectorAll("textarea[maxlength], input[data-counter]")) count(field);
  for (const part of root.querySelectorAll("[data-show-when]")) showWhen(part);
  const first = root.querySelector("[data-focus]");
  if (first) {
    first.removeAttribute("data-focus");
    first.focus();
  }
}

// --- Tables as cards: each cell takes its column's name ------------------------------

function labelTables(root) {
  for (const table of root.querySelectorAll(".data-table:not(.no-cards)")) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    // display:block would make a phone forget that this is a table.
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody, tfoot").forEach((group) => group.setAttribute("role", "rowgroup"));
    table.querySelectorAll("thead th").forEach((head) => head.setAttribute("role", "columnheader"));
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      if (row.parentElement.tagName === "THEAD") continue;
      [...row.cells].forEach((cell, index) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        if (cell.dataset.label === undefined && cell.colSpan === 1) cell.dataset.label = heads[index] ?? "";
      });
    }
  }
}

// --- Counters and dependent parts -------------------------------------------------------

function count(field) {
  const max = field.maxLength > 0 ? field.maxLength : Number(field.dataset.counter);
  let box = field.parentElement.querySelector(":scope > .counter");
  if (!box) {
    box = document.createElement("p");
    box.className = "counter";
    field.after(box);
  }
  const n = [...field.value].length;
  box.textContent = say("{n} of {max} characters", { n: n.toLocaleString("en"), max: max.toLocaleString("en") });
  box.classList.toggle("is-near", n > max * 0.9);
}

function showWhen(part) {
  const [name, wanted] = part.dataset.showWhen.split("=");
  const form = part.closest("form") ?? document;
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const values = fields.filter((field) => !/radio|checkbox/.test(field.type) || field.checked).map((field) => field.value);
  part.hidden = !wanted.split("|").some((value) => values.includes(value));
  for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = part.hidden;
}

// --- Confirmation ---------------------------------------------------------------------------

function confirmed(button) {
  const dialog = document.getElementById("confirm-dialog");
  const ok = dialog.querySelector("[value=ok]");
  dialog.querySelector("h2").textContent = button.dataset.confirmTitle || say("Please confirm");
  dialog.querySelector("p").textContent = button.dataset.confirm;
  ok.textContent = button.dataset.confirmOk || say("Continue");
  ok.className = `krds-btn medium ${button.dataset.confirmTone === "danger" ? "danger" : "primary"}`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true }));
}

let agreed = null;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || agreed === button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await confirmed(button))) return;
  agreed = button;
  button.click();
  agreed = null;
}, true);

// --- Clicks -----------------------------------------------------------------------------------

document.addEventListener("click", async ({ target }) => {
  const at = (selector) => target.closest(selector);
  const inConfirm = at("#confirm-dialog [value]");
  if (inConfirm) return inConfirm.closest("dialog").close(inConfirm.value);
  const opener = at("[data-dialog-open]");
  if (opener) return document.getElementById(opener.dataset.dialogOpen)?.showModal();
  if (at("[data-dialog-close]")) return at("dialog")?.close();
  if (at("[data-print]")) return window.print();
  const copier = at("[data-copy]");
  if (copier) {
    await navigator.clipboard.writeText(copier.dataset.copy);
    return toast(say("Copied"), "ok");
  }
  const menu = at(".menu-button");
  if (menu) {
    const open = document.body.classList.toggle("menu-open");
    return menu.setAttribute("aria-expanded", String(open));
  }
  for (const open of document.querySelectorAll(".user-menu[open]")) if (!open.contains(target)) open.open = false;
  return undefined;
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const open of document.querySelectorAll(".user-menu[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// --- Forms --------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  // Signing in again elsewhere changes the token; the cookie always has the current one.
  const token = form.querySelector("input[name=csrfmiddlewaretoken]");
  if (token && csrfToken()) token.value = csrfToken();
  if (!form.hasAttribute("data-once")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
function countSelected() {
  for (const place of document.querySelectorAll("[data-selected-count]")) {
    const n = document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(place.dataset.selectedCount)}"]:checked`).length;
    place.textContent = say("{n} selected", { n });
  }
}
window.addEventListener("pageshow", countSelected);
document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-submit-on-change]");
  if (form) return form.requestSubmit();
  if (target.matches("[data-select-all]")) {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(target.dataset.selectAll)}"]:not(:disabled)`)) box.checked = target.checked;
  }
  countSelected();
  for (const part of document.querySelectorAll("[data-show-when]")) showWhen(part);
  return undefined;
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea[maxlength], input[data-counter]")) count(target);
});

// --- htmx and toasts ------------------------------------------------------------------------------

document.addEventListener("htmx:config:request", ({ detail }) => {
  const request = detail.ctx.request;
  if (!/GET|HEAD/.test(request.method)) request.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:after:settle", () => dress(document));
document.addEventListener("portal:toast", ({ detail }) => toast(detail.text, detail.tone));

dress(document);
