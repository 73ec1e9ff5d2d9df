// Warns before the sign-in runs out. Tabs share the moment it does, as the server last told one of them.
import { remaining } from "./clock.js";
import { post, signInAddress, toast } from "./net.js";
import { say } from "./words.js";

const { sessionSeconds, sessionLength, sessionExtend } = document.body.dataset;
const dialog = document.getElementById("session-dialog");
const length = Number(sessionLength) * 1000;
const notice = Math.min(300000, length / 4);
const KEY = "portal:session-until";

const left = () => Number(localStorage.getItem(KEY)) - Date.now();
const until = (ms) => localStorage.setItem(KEY, String(Date.now() + ms));

async function extend() {
  const { status } = await post(sessionExtend, {});
  if (status === 401) return over();
  if (status < 200 || status > 299) return undefined;
  until(length);
  dialog.close();
  return toast(say("You are still signed in."), "ok");
}

function over() {
  dialog.querySelector("[data-session-left]").textContent = say("You were signed out.");
  const link = document.createElement("a");
  Object.assign(link, { href: signInAddress(), className: "krds-btn medium primary", textContent: say("Sign in again") });
  dialog.querySelector(".dialog-actions").replaceChildren(link);
  clearInterval(timer);
}

function watch() {
  const ms = left();
  if (ms > notice) return dialog.open && dialog.close(); // extended in another tab
  if (!dialog.open) dialog.showModal();
  if (ms <= 0) return over();
  dialog.querySelector("[data-session-left]").textContent = remaining(ms);
  return undefined;
}

until(Number(sessionSeconds) * 1000);
// Saving is work: the server renews within an eighth of the length.
document.addEventListener("autosave:saved", () => until(Math.max(left(), (length * 7) / 8)));
dialog.querySelector("[data-session-stay]").addEventListener("click", extend);
const timer = setInterval(watch, 1000);
