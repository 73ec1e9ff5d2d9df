// Files go up one at a time, each with its progress; a failed one can be tried again.
import { csrfToken, el, toast } from "./net.js";
import { say } from "./words.js";

const queue = [];
let busy = false;

function refusal(file, box) {
  const max = Number(box.dataset.uploadMaxMb);
  const size = (file.size / 1048576).toFixed(1);
  if (file.size > max * 1048576) return say("Too large: {name} ({size} MB). The limit is {max} MB.", { name: file.name, size, max });
  const kinds = (box.querySelector("input[type=file]").accept || "").split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  const fits = kinds.length === 0 || kinds.some((kind) => (kind.startsWith(".") ? file.name.toLowerCase().endsWith(kind) : file.type === kind || (kind.endsWith("/*") && file.type.startsWith(kind.slice(0, -1)))));
  return fits ? "" : say("This kind of file is not accepted: {name}", { name: file.name });
}

function add(box, files) {
  for (const file of files) {
    const problem = refusal(file, box);
    const row = el("li", {}, el("span", { class: "upload-name" }, file.name), el("span", { class: "upload-size" }, `${(file.size / 1048576).toFixed(1)} MB`));
    box.querySelector(".upload-list").append(row);
    if (problem) row.append(el("span", { class: "upload-error" }, problem));
    else queue.push({ box, file, row });
  }
  next();
}

async function next() {
  if (busy || !queue.length) return;
  busy = true;
  const job = queue.shift();
  const answer = await send(job);
  busy = false;
  if (answer.status >= 200 && answer.status < 300) done(job, answer.body);
  else failed(job, answer);
  next();
}

function send({ box, file, row }) {
  row.querySelectorAll(".upload-error, .upload-retry, progress").forEach((node) => node.remove());
  const bar = row.appendChild(el("progress", { max: "100", value: "0", "aria-label": file.name }));
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.uploadUrl);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; };
    request.onloadend = () => {
      let body = {};
      try { body = JSON.parse(request.responseText || "{}"); } catch { /* a page, not an answer */ }
      resolve({ status: request.status, body });
    };
    const form = new FormData();
    form.append(box.dataset.uploadName, file);
    request.send(form);
  });
}

function done({ box, file, row }, body) {
  const name = body.name ?? file.name;
  row.replaceChildren(body.url ? el("a", { class: "upload-name", href: body.url }, name) : el("span", { class: "upload-name" }, name), el("span", { class: "upload-size" }, `${(file.size / 1048576).toFixed(1)} MB`));
  if (body.status) row.append(el("span", { class: `badge ${body.tone ?? "neutral"}` }, body.status));
  if (body.delete_url) {
    const button = el("button", { class: "krds-btn small text", type: "submit", "data-confirm": say("Remove this file?"), "data-confirm-tone": "danger" }, say("Remove"), el("span", { class: "sr-only" }, `: ${name}`));
    row.append(el("form", { action: body.delete_url, method: "post" }, el("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrfToken() }), button));
  }
  toast(say("Uploaded: {name}", { name }), "ok");
  box.dispatchEvent(new CustomEvent("upload:done", { bubbles: true, detail: body }));
}

function failed(job, { status, body }) {
  job.row.querySelector("progress")?.remove();
  const why = [body.errors ? Object.values(body.errors).flat().join(" ") : "", body.detail, say("The upload was cut off.")].find(Boolean);
  const again = el("button", { type: "button", class: "krds-btn small tertiary upload-retry" }, say("Try again"));
  again.addEventListener("click", () => { queue.push(job); next(); });
  job.row.append(el("span", { class: "upload-error", role: "alert" }, why));
  if (status === 0 || status >= 500 || status === 429 || status === 401) job.row.append(again);
}

document.addEventListener("change", ({ target }) => {
  const box = target.closest?.("[data-upload-url]");
  if (!box || target.type !== "file") return;
  add(box, [...target.files]);
  target.value = "";
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const box = event.target.closest?.("[data-upload-url]");
    if (!box) return;
    event.preventDefault();
    box.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") add(box, [...event.dataTransfer.files]);
  });
}
