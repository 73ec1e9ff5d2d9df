// Many score sheets in one table: keys as in a spreadsheet, blocks pasted, means that follow.
import { flush } from "./autosave.js";
import { toast } from "./net.js";
import { say } from "./words.js";

const FIELDS = "input, select";
const grids = [...document.querySelectorAll("[data-score-grid]")];
const rowsOf = (grid) => [...grid.tBodies[0].rows];

function changed(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The field `down` rows and `right` columns away from one; rows that cannot be written are passed over. */
function neighbour(field, down, right) {
  const cell = field.closest("td");
  const rows = rowsOf(field.closest("table"));
  const column = cell.cellIndex + right;
  let at = rows.indexOf(cell.parentElement) + down;
  while (rows[at] && down && !rows[at].cells[column]?.querySelector(FIELDS)) at += Math.sign(down);
  return rows[at]?.cells[column]?.querySelector(FIELDS);
}

function go(event, down, right) {
  const field = neighbour(event.target, down, right);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select?.();
}

const atEdge = (field, end) => field.tagName === "SELECT" || (field.selectionStart === field.selectionEnd && field.selectionEnd === (end ? field.value.length : 0))
  || (field.selectionStart === 0 && field.selectionEnd === field.value.length);

function onKey(event) {
  if (!event.target.matches(FIELDS) || event.ctrlKey || event.altKey || event.metaKey) return;
  const inSelect = event.target.tagName === "SELECT"; // up and down choose there
  if (event.key === "Enter") go(event, event.shiftKey ? -1 : 1, 0);
  else if (event.key === "ArrowDown" && !inSelect) go(event, 1, 0);
  else if (event.key === "ArrowUp" && !inSelect) go(event, -1, 0);
  else if (event.key === "ArrowRight" && atEdge(event.target, true)) go(event, 0, 1);
  else if (event.key === "ArrowLeft" && atEdge(event.target, false)) go(event, 0, -1);
}

/** A block copied from a spreadsheet goes into the cells from here on, to the right and down. */
function onPaste(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!event.target.matches("input") || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  let start = event.target;
  for (const line of text.replace(/\r/g, "").replace(/\n$/, "").split("\n")) {
    let field = start;
    for (const value of line.split("\t")) {
      if (field?.tagName === "INPUT") {
        field.value = value.trim();
        changed(field);
      }
      field = field && neighbour(field, 0, 1);
    }
    start = start && neighbour(start, 1, 0);
    if (!start) break;
  }
}

const shown = (numbers) => (numbers.length ? (numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toFixed(2) : "");
const number = (text) => (text.trim() === "" || Number.isNaN(Number(text.replace(",", "."))) ? [] : [Number(text.replace(",", "."))]);

function means(grid) {
  for (const foot of grid.querySelectorAll("[data-mean-of]")) {
    const cells = rowsOf(grid).map((row) => row.cells[foot.cellIndex]);
    if (cells.some((cell) => cell.querySelector("select"))) continue;
    foot.textContent = shown(cells.flatMap((cell) => number(cell.querySelector("input")?.value ?? cell.firstChild?.textContent ?? "")));
  }
  grid.querySelector("[data-mean-total]").textContent = shown([...grid.querySelectorAll("[data-row-total]")].flatMap((cell) => number(cell.textContent)));
}

/** A row of which something was saved is in progress, whatever it said when the page came. */
function begun(row) {
  const badge = row?.querySelector("[data-draft]");
  if (!badge) return;
  badge.textContent = badge.dataset.draft;
  badge.className = `badge ${badge.dataset.draftTone}`;
}

for (const grid of grids) {
  grid.addEventListener("keydown", onKey);
  grid.addEventListener("paste", onPaste);
  grid.addEventListener("input", () => means(grid));
  grid.addEventListener("autosave:saved", (event) => {
    means(grid);
    begun(event.target.closest("tr"));
  });
}

// Signing waits until every cell has arrived.
let arrived = false;
document.addEventListener("submit", async (event) => {
  if (arrived || !event.target.matches("[data-flush]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await flush()) {
    arrived = true;
    event.target.requestSubmit(event.submitter ?? undefined);
  } else toast(say("Not everything is saved yet. Wait for the connection and try again."), "warn");
}, true);
