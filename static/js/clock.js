// The server's clock: shown in the footer, and what every countdown runs by.
import { say } from "./words.js";

const source = document.querySelector("[data-server-clock]");
const offset = source ? Date.parse(source.dateTime) - Date.now() : 0;
export const serverNow = () => Date.now() + offset;

const stamp = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short", timeStyle: "medium" });

export function remaining(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [d, h, m, s] = [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60, all % 60];
  if (d) return say("{d}d {h}h", { d, h });
  return h ? say("{h}h {m}m", { h, m }) : say("{m}m {s}s", { m, s });
}

function tick() {
  const now = serverNow();
  if (source) {
    const text = source.querySelector("time")?.firstChild ?? source.firstChild;
    if (text) text.textContent = `${stamp.format(now)} `;
  }
  for (const node of document.querySelectorAll("[data-countdown]")) {
    const left = Date.parse(node.dataset.countdown) - now;
    const text = left > 0 ? say("{time} left", { time: remaining(left) }) : say("Closed");
    if (node.textContent !== text) node.textContent = text;
    if (left <= 0 && !node.dataset.done) {
      node.dataset.done = "yes";
      node.dispatchEvent(new CustomEvent("portal:deadline", { bubbles: true }));
    }
  }
}

tick();
setInterval(tick, 1000);
