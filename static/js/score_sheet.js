// A score sheet beside its proposal: grades set points, one pane at a time on a phone, the form knows the saved version.

import { flush } from "./autosave.js";
import { toast } from "./net.js";
import { say } from "./words.js";

const form = document.querySelector("[data-score-sheet]");

// --- A grade is a number of points ------------------------------------------------

function press(field) {
  for (const grade of document.querySelectorAll(`[data-for="${CSS.escape(field.id)}"]`)) {
    grade.setAttribute("aria-pressed", String(field.value !== "" && Number(grade.dataset.setPoints) === Number(field.value)));
  }
}

document.addEventListener("click", ({ target }) => {
  const grade = target.closest("[data-set-points]");
  if (!grade) return;
  const field = document.getElementById(grade.dataset.for);
  field.value = grade.dataset.setPoints;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
form?.addEventListener("input", ({ target }) => { if (target.type === "number") press(target); });
form?.addEventListener("portal:written", ({ target }) => { if (target.type === "number") press(target); });

// --- Saved: the version to sign, and the comment that is now due --------------------

form?.addEventListener("autosave:saved", ({ detail }) => {
  form.querySelector("[data-version-field]").value = detail.version;
  const due = document.getElementById(`due-${detail.field.replace(/^points-/, "")}`);
  if (due?.textContent.trim()) due.closest(".score-item").querySelector("details").open = true;
});

// --- Save and next: leave only when everything has arrived --------------------------------

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-save-next]");
  if (!link) return;
  event.preventDefault();
  if (await flush()) location.assign(link.href);
  else toast(say("Not everything is saved yet. Wait for the connection and try again."), "warn");
});

// --- Enter goes on to the next number ------------------------------------------------------

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.shiftKey || event.target.type !== "number") return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("input[type=number], textarea#overall")];
  const next = fields[fields.indexOf(event.target) + 1];
  next?.focus();
  next?.select?.();
});

// --- One pane at a time where there is no room for two ---------------------------------

const panes = document.querySelector("[data-pane-switch]");

function show(pane) {
  document.querySelector(".sheet-page").dataset.shown = pane;
  for (const button of panes.querySelectorAll("[data-pane]")) button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
}

if (panes) {
  panes.hidden = false;
  const key = `pane:${panes.dataset.paneSwitch}`;
  show(sessionStorage.getItem(key) ?? (document.querySelector(".error-summary") ? "sheet" : "proposal"));
  panes.addEventListener("click", ({ target }) => {
    const pane = target.closest("[data-pane]")?.dataset.pane;
    if (!pane) return;
    show(pane);
    sessionStorage.setItem(key, pane);
    panes.scrollIntoView({ block: "start" });
  });
}
