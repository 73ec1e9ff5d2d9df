// The button that runs a public draw again in the visitor's own browser, from the published record alone.
import { rerun } from "./draw_walk.js";
import { say } from "./words.js";

const NAMES = {
  pool: "Digest of the pool",
  barred: "Digest of who cannot be drawn",
  rules: "Digest of the rules",
  secret: "Digest of the secret",
  seed: "Seed",
  order: "Order of everybody",
  outcome: "Members, alternates and reasons",
};

for (const box of document.querySelectorAll("[data-draw-again]")) {
  const button = box.querySelector("button");
  const verdict = box.querySelector("[data-verdict]");
  const list = box.querySelector("[data-steps]");
  if (!globalThis.crypto?.subtle) {
    button.disabled = true;
    verdict.textContent = say("This browser computes SHA-256 over a secure connection only.");
    continue;
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    verdict.className = "draw-verdict";
    verdict.textContent = say("Computing…");
    list.replaceChildren();
    try {
      const answer = await fetch(box.dataset.drawAgain, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const steps = await rerun(await answer.json());
      for (const step of steps) list.append(line(step));
      const same = steps.every((step) => step.said === step.found);
      verdict.classList.add(same ? "ok" : "danger");
      verdict.textContent = say(same ? "The same came out here: the draw holds." : "Something else came out here.");
    } catch {
      verdict.classList.add("danger");
      verdict.textContent = say("The record could not be read. Try again.");
    } finally {
      button.disabled = false;
      verdict.focus();
    }
  });
}

function line({ name, said, found }) {
  const row = document.createElement("li");
  row.className = said === found ? "ok" : "danger";
  const label = document.createElement("strong");
  label.textContent = `${say(NAMES[name])}: ${say(said === found ? "the same" : "different")}`;
  const digest = document.createElement("code");
  digest.className = "digest";
  digest.textContent = found;
  row.append(label, digest);
  return row;
}
