// Autosave: every change reaches the server or stays on this device until it does.
// The contract (attributes, requests, answers) is docs/ui.md §6.
import { csrfToken, el, post, signInAddress, toast } from "./net.js";
import { say } from "./words.js";
import { resolveConflict } from "./merge.js";

const PAUSE = 1200; // ms after the last key
const RETRY_FIRST = 2000;
const RETRY_MOST = 60000;
const READY = ["ready", "again"]; // "again": still signed out as far as we know, so the link stays in place

const entries = new Map(); // storage key → entry not yet saved
const saved = new Map(); // storage key → last value known to be on the server
const queues = new WeakMap(); // element with data-version → {busy}
let retryDelay = RETRY_FIRST;
let retryTimer = 0;
let leaving = false;

// --- Fields ------------------------------------------------------------------

const container = (field) => field.closest("[data-autosave-url]");
const versionHolder = (field) => field.closest("[data-version]") ?? container(field);
const scope = (field) => field.closest("form") ?? container(field);

function isSaved(field) {
  return field.name && field.name !== "csrfmiddlewaretoken" && field.dataset.autosave !== "off" && !field.closest('[data-autosave="off"]')
    && !field.disabled && field.matches("input:not([type=file], [type=hidden], [type=submit], [type=button]), textarea, select") && container(field);
}

const siblings = (field) => [...scope(field).querySelectorAll(`[name="${CSS.escape(field.name)}"]`)];

/** The field's value as a list of strings; `part` picks what is typed or what the server sent. */
function read(field, part = { value: "value", checked: "checked", selected: "selected" }) {
  if (field.type === "radio" || field.type === "checkbox") return siblings(field).filter((one) => one[part.checked]).map((one) => one.value);
  if (field.tagName === "SELECT") {
    const chosen = [...field.options].filter((option) => option[part.selected]).map((option) => option.value);
    return chosen.length || field.multiple ? chosen : [field.options[0]?.value ?? ""];
  }
  const text = field[part.value].replace(/\r\n/g, "\n");
  return [field.dataset.money === undefined ? text : text.replace(/[^\d-]/g, "")];
}
const readSent = (field) => read(field, { value: "defaultValue", checked: "defaultChecked", selected: "defaultSelected" });

function write(field, values) {
  if (field.type === "radio" || field.type === "checkbox") for (const one of siblings(field)) one.checked = values.includes(one.value);
  else if (field.tagName === "SELECT") for (const option of field.options) option.selected = values.includes(option.value);
  else field.value = values[0] ?? "";
  field.dispatchEvent(new CustomEvent("portal:written", { bubbles: true }));
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// --- Copies on this device ------------------------------------------------------

function storageKey(field) {
  const place = container(field);
  const user = place.dataset.user ?? document.querySelector("[data-user]")?.dataset.user ?? "";
  return `autosave:${user}:${new URL(place.dataset.autosaveUrl, location.href).pathname}:${field.name}`;
}
function keep(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify({ value: entry.value, base: entry.base, at: Date.now() }));
  } catch {
    // Full or forbidden storage: the page itself still holds the text and guards leaving.
  }
}
function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    /* nothing was kept */
  }
}
function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

// --- What the reader sees ---------------------------------------------------------

function show(place, state, text, link) {
  const root = place.closest("main") ?? document;
  for (const box of root.querySelectorAll("[data-save-state]")) {
    // A link redrawn between pressing and releasing would lose the click.
    if (link && box.dataset.state === state) continue;
    box.dataset.state = state;
    const words = box.querySelector("span") ?? box.appendChild(el("span"));
    words.replaceChildren(text);
    if (link) words.append(" ", el("a", { href: link.href, target: "_blank", rel: "noopener" }, link.text));
  }
}

/** The field's own mark, where the page has a place for it. */
function mark(field, state, text) {
  for (const box of versionHolder(field).querySelectorAll(`[data-state-of="${CSS.escape(field.name)}"]`)) {
    box.dataset.state = state;
    box.textContent = text;
  }
}

const clock = (iso) => new Date(iso ?? Date.now()).toLocaleTimeString("en-GB", { timeZone: "Asia/Seoul", hour12: false });

function showError(field, messages) {
  const id = `${field.id || field.name}_autosave_error`;
  document.getElementById(id)?.remove();
  const place = field.closest(".form-group, .score, td, .form-conts") ?? field.parentElement;
  for (const one of siblings(field)) messages.length ? one.setAttribute("aria-invalid", "true") : one.removeAttribute("aria-invalid");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((part) => part && part !== id);
  if (messages.length) {
    place.append(el("div", { class: "form-error", id }, ...messages.map((text) => el("p", {}, el("span", {}, text)))));
    described.push(id);
  }
  place.classList.toggle("is-invalid", messages.length > 0);
  described.length ? field.setAttribute("aria-describedby", described.join(" ")) : field.removeAttribute("aria-describedby");
}

// --- Sending -------------------------------------------------------------------------

function changed(field, delay) {
  const key = storageKey(field);
  const value = read(field);
  const base = saved.get(key) ?? readSent(field);
  const before = entries.get(key);
  if (!before && same(value, base)) return;
  if (before && same(value, before.value) && before.state !== "waiting") return; // leaving the field is no new change
  clearTimeout(before?.timer);
  const entry = { key, field, value, base, timer: 0, state: "waiting" };
  entries.set(key, entry);
  keep(key, entry);
  show(container(field), "waiting", say("Not saved yet"));
  mark(field, "waiting", say("Not saved yet"));
  entry.timer = setTimeout(() => ready(entry), delay);
}

function ready(entry) {
  entry.state = "ready";
  pump(entry.field);
}

/** Send what is ready, one request at a time for each version number. */
async function pump(field) {
  const holder = versionHolder(field);
  const queue = queues.get(holder) ?? { busy: false };
  queues.set(holder, queue);
  if (queue.busy) return;
  queue.busy = true;
  try {
    let entry;
    while ((entry = [...entries.values()].find((one) => READY.includes(one.state) && versionHolder(one.field) === holder))) await send(entry, holder);
  } finally {
    queue.busy = false;
  }
}

async function send(entry, holder) {
  const { field } = entry;
  const place = container(field);
  if (entry.state !== "again") {
    show(place, "saving", say("Saving…"));
    mark(field, "saving", say("Saving…"));
  }
  entry.state = "sending";
  const body = new URLSearchParams({ field: field.name, version: holder.dataset.version ?? "" });
  for (const value of entry.value) body.append("value", value);
  body.append("csrfmiddlewaretoken", csrfToken());
  const answer = await post(place.dataset.autosaveUrl, body);
  const typedSince = entries.get(entry.key) !== entry;

  if (answer.status === 200) {
    accepted(entry, holder, answer.body, typedSince);
  } else if (answer.status === 409 && "current" in answer.body) {
    await conflict(entries.get(entry.key) ?? entry, holder, answer.body);
  } else if (answer.status === 422 || answer.status === 400) {
    entry.state = "refused";
    const errors = answer.body.errors ?? {};
    showError(field, [errors[field.name] ?? errors.value ?? errors.__all__ ?? answer.body.detail ?? ""].flat().filter(Boolean));
    show(place, "refused", say("Some entries need attention"));
    mark(field, "refused", say("Not saved"));
  } else if (answer.status === 401) {
    entry.state = "signin";
    show(place, "signin", say("You were signed out. Your text is kept on this device."), { href: signInAddress(), text: say("Sign in again") });
    mark(field, "offline", say("Kept on this device"));
    retryLater();
  } else if ([403, 404, 405, 409, 410].includes(answer.status)) {
    entry.state = "refused";
    show(place, "refused", answer.body.detail || say("This can no longer be changed. Copy your text before leaving."));
    mark(field, "refused", say("Not saved"));
  } else {
    entry.state = "offline";
    show(place, "offline", answer.status === 0 ? say("No connection. Kept on this device, will be sent again.") : say("The server did not answer. Kept on this device, will be sent again."));
    mark(field, "offline", say("Kept on this device"));
    retryLater();
  }
  if (answer.status !== 200) place.dispatchEvent(new CustomEvent("autosave:failed", { bubbles: true, detail: { field: field.name, status: answer.status } }));
}

function accepted(entry, holder, body, typedSince) {
  const place = container(entry.field);
  if (body.version !== undefined) holder.dataset.version = body.version;
  saved.set(entry.key, entry.value);
  retryDelay = RETRY_FIRST;
  showError(entry.field, []);
  if (typedSince) {
    const newer = entries.get(entry.key);
    newer.base = entry.value;
    keep(entry.key, newer);
  } else {
    entries.delete(entry.key);
    forget(entry.key);
    mark(entry.field, "saved", `${say("Saved")} ${clock(body.saved_at)}`);
  }
  for (const [name, text] of Object.entries(body.totals ?? {})) for (const node of document.querySelectorAll(`[data-total="${CSS.escape(name)}"]`)) node.textContent = text;
  for (const [selector, html] of Object.entries(body.html ?? {})) for (const node of document.querySelectorAll(selector)) node.innerHTML = html;
  if (![...entries.values()].some((one) => container(one.field) === place)) show(place, "saved", `${say("Saved")} ${clock(body.saved_at)}`);
  place.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: { field: entry.field.name, ...body } }));
}

async function conflict(entry, holder, body) {
  const place = container(entry.field);
  const theirs = [body.current ?? ""].flat().map((text) => String(text).replace(/\r\n/g, "\n"));
  if (body.version !== undefined) holder.dataset.version = body.version;
  // Somebody saved another field, or the same words: nothing to decide.
  if (same(theirs, entry.base) || same(theirs, entry.value)) {
    entry.base = theirs;
    entry.state = "ready";
    return;
  }
  clearTimeout(entry.timer);
  entry.state = "conflict";
  show(place, "conflict", say("Someone else changed this"));
  mark(entry.field, "refused", say("Not saved"));
  place.dispatchEvent(new CustomEvent("autosave:conflict", { bubbles: true, detail: { field: entry.field.name, ...body } }));
  const chosen = await resolveConflict({ field: entry.field, mine: entry.value, theirs, by: body.by });
  write(entry.field, chosen);
  saved.set(entry.key, theirs);
  if (same(chosen, theirs)) {
    entries.delete(entry.key);
    forget(entry.key);
    showError(entry.field, []);
    show(place, "saved", say("Saved"));
    mark(entry.field, "saved", say("Saved"));
    return;
  }
  Object.assign(entry, { value: chosen, base: theirs, state: "ready" });
  entries.set(entry.key, entry);
  keep(entry.key, entry);
}

// --- Again, later -----------------------------------------------------------------------

function retryLater() {
  clearTimeout(retryTimer);
  retryTimer = setTimeout(retryNow, retryDelay);
  retryDelay = Math.min(retryDelay * 2, RETRY_MOST);
}

function retryNow() {
  clearTimeout(retryTimer);
  for (const entry of entries.values()) {
    if (entry.state !== "offline" && entry.state !== "signin") continue;
    entry.state = entry.state === "signin" ? "again" : "ready";
    pump(entry.field);
  }
}

/** Send everything at once; true when all of it is saved. */
export async function flush(root = document, patience = 8000) {
  const until = Date.now() + patience;
  const mine = () => [...entries.values()].filter((entry) => root.contains(entry.field));
  for (const entry of mine()) {
    clearTimeout(entry.timer);
    if (entry.state === "waiting" || entry.state === "offline" || entry.state === "signin") ready(entry);
  }
  while (mine().some((entry) => entry.state === "sending" || READY.includes(entry.state)) && Date.now() < until) await new Promise((done) => setTimeout(done, 40));
  return mine().length === 0;
}

/** Copies kept from an earlier visit: put them back and send them. */
function restore(root = document) {
  let restored = 0;
  for (const place of root.querySelectorAll("[data-autosave-url]")) {
    place.dataset.autosaveReady = "";
    const seen = new Set();
    for (const field of place.querySelectorAll("input, textarea, select")) {
      if (!isSaved(field) || container(field) !== place || seen.has(field.name)) continue;
      seen.add(field.name);
      const key = storageKey(field);
      const copy = kept(key);
      if (entries.has(key)) continue;
      if (!copy) {
        changed(field, 0); // typed before this script arrived
        continue;
      }
      const now = readSent(field);
      if (same(copy.value, now)) {
        forget(key);
        continue;
      }
      const entry = { key, field, value: copy.value, base: copy.base, timer: 0, state: "ready" };
      entries.set(key, entry);
      write(field, copy.value);
      restored += 1;
      // The server's text moved on meanwhile: let the writer choose.
      if (same(copy.base, now)) pump(field);
      else conflict(entry, versionHolder(field), { current: now }).then(() => pump(field));
    }
  }
  if (restored) toast(say("Unsaved text from an earlier visit was restored."));
}

// --- Wiring --------------------------------------------------------------------------------

const instant = (field) => field.matches("[type=radio], [type=checkbox], select, [type=date]");

document.addEventListener("input", ({ target }) => {
  if (isSaved(target)) changed(target, instant(target) ? 0 : PAUSE);
});
document.addEventListener("change", ({ target }) => {
  if (isSaved(target)) changed(target, 0);
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const unsent = [...entries.values()].some((entry) => form.contains(entry.field));
  if (leaving || !form.matches("[data-autosave-url]") || !unsent) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await flush(form)) {
    leaving = true;
    form.requestSubmit(event.submitter ?? undefined);
    leaving = false;
  } else toast(say("Not everything is saved yet. Wait for the connection and try again."), "warn");
}, true);
window.addEventListener("beforeunload", (event) => {
  if (entries.size) event.preventDefault();
});
window.addEventListener("online", retryNow);
window.addEventListener("focus", retryNow);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") retryNow();
  else for (const entry of entries.values()) if (entry.state === "waiting") { clearTimeout(entry.timer); ready(entry); }
});
document.addEventListener("htmx:after:settle", () => restore());
restore();
