// Who else has this page open: a heartbeat every 20 seconds while it is in view.
import { el, post } from "./net.js";
import { say } from "./words.js";

const PULSE = 20000;
const GONE = [401, 403, 404, 405, 410];

async function beat(box) {
  if (!box.isConnected) return;
  let status = 0;
  if (document.visibilityState === "visible") {
    const answer = await post(box.dataset.presenceUrl, {}, { background: true });
    status = answer.status;
    if (status === 200) draw(box, answer.body.people ?? []);
  }
  if (!GONE.includes(status)) setTimeout(beat, PULSE, box);
}

function draw(box, people) {
  const names = people.map(({ name, where }) => el("li", {}, where ? `${name} · ${say("in {where}", { where })}` : name));
  box.querySelector("ul").replaceChildren(...names);
  box.hidden = names.length === 0;
}

for (const box of document.querySelectorAll("[data-presence-url]")) beat(box);
