// Warns before the sign-in runs out. Tabs share the time of the last answer from the server.
import { remaining } from "./clock.js";
import { post, signInAddress, toast } from "./net.js";
import { say } from "./words.js";

const { sessionSeconds, sessionExtend } = document.body.dataset;
const dialog = document.getElementById("session-dialog");
const length = Number(sessionSeconds) * 1000;
const notice = Math.min(300000, length / 4);
const KEY = "portal:session-from";

const start = () => localStorage.setItem(KEY, String(Date.now()));
const left = () => Number(localStorage.getItem(KEY)) + length - Date.now();

async function extend() {
  const { status } = await post(sessionExtend, {});
  if (status === 401) return over();
  if (status < 200 || status > 299) return undefined;
  start();
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

start();
document.addEventListener("autosave:saved", start);
dialog.querySelector("[data-session-stay]").addEventListener("click", extend);
const timer = setInterval(watch, 1000);
