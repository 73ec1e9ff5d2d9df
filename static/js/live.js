// A part of a page that follows what happens elsewhere: asked for every few seconds, replaced only when it changed.
// <div data-live-url="…?part=live" data-live-tag='"…"' [data-live-every="5"]>; without scripts the page's own "look again" does it.
// Nothing typed is lost: the part waits while somebody writes in it. data-timer-from counts up to data-timer-minutes.
import { serverNow } from "./clock.js";
import { signInAddress } from "./net.js";
import { say } from "./words.js";

const GONE = [401, 403, 404, 410];

function isBusy(box) {
  if (box.querySelector("dialog[open], details[open]:focus-within")) return true;
  const fields = [...box.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return fields.some((field) => field === document.activeElement || (field.defaultValue !== undefined && field.value !== field.defaultValue));
}

function swap(box, html, tag) {
  const at = document.activeElement?.id;
  box.innerHTML = html;
  box.dataset.liveTag = tag;
  if (at && document.activeElement?.id !== at) document.getElementById(at)?.focus();
  document.dispatchEvent(new CustomEvent("htmx:after:settle"));
  announce(box);
  tick();
}

let told = "";
function announce(box) {
  const place = document.querySelector("[data-live-told]");
  const words = box.querySelector("[data-live-say]")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  if (place && words !== told) place.textContent = told = words;
}

async function look(box) {
  if (!box.isConnected) return;
  const again = () => setTimeout(look, Number(box.dataset.liveEvery ?? 5) * 1000, box);
  if (document.visibilityState !== "visible" || isBusy(box)) return again();
  let answer;
  try {
    const headers = { "If-None-Match": box.dataset.liveTag, "X-Background": "1" };
    answer = await fetch(box.dataset.liveUrl, { headers, credentials: "same-origin", redirect: "manual" });
  } catch {
    mark(box, say("No connection. This page may be out of date."));
    return again();
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) return location.assign(signInAddress());
  if (GONE.includes(answer.status)) return location.reload();
  if (answer.status === 200) {
    const html = await answer.text();
    if (!isBusy(box)) swap(box, html, answer.headers.get("ETag") ?? "");
  }
  mark(box, answer.ok || answer.status === 304 ? "" : say("No connection. This page may be out of date."));
  again();
}

function mark(box, words) {
  const place = document.querySelector("[data-live-state]");
  if (place && place.textContent !== words) place.textContent = words;
}

function tick() {
  for (const node of document.querySelectorAll("[data-timer-from]")) {
    const spent = Math.max(0, Math.floor((serverNow() - Date.parse(node.dataset.timerFrom)) / 1000));
    const limit = Number(node.dataset.timerMinutes) * 60;
    const words = `${Math.floor(spent / 60)}:${String(spent % 60).padStart(2, "0")}`;
    if (node.textContent !== words) node.textContent = words;
    const state = spent >= limit ? "over" : limit - spent <= 60 ? "last" : "in";
    if (node.dataset.state !== state) node.dataset.state = state;
  }
}

for (const box of document.querySelectorAll("[data-live-url]")) {
  told = box.querySelector("[data-live-say]")?.textContent.replace(/\s+/g, " ").trim() ?? "";
  setTimeout(look, Number(box.dataset.liveEvery ?? 5) * 1000, box);
}
tick();
setInterval(tick, 1000);
