// Won fields: thousands are shown, digits are submitted.

export const digits = (text) => text.replace(/[^\d]/g, "");
const grouped = (text) => digits(text).replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ",");

function redraw(field) {
  const before = field.value;
  const caret = field.selectionStart ?? before.length;
  const behind = digits(before.slice(caret)).length; // keep as many digits behind the caret as there were
  field.value = grouped(before);
  if (document.activeElement !== field) return;
  let place = field.value.length;
  for (let left = behind; left > 0; ) if (/\d/.test(field.value[(place -= 1)])) left -= 1;
  field.setSelectionRange(place, place);
}

export function dress(root = document) {
  for (const field of root.querySelectorAll("input[data-money]")) {
    if (field.type === "number") {
      field.type = "text";
      field.inputMode = "numeric";
    }
    redraw(field);
  }
}

document.addEventListener("input", ({ target }) => {
  if (target.matches?.("input[data-money]")) redraw(target);
});
document.addEventListener("portal:written", ({ target }) => {
  if (target.matches?.("input[data-money]")) redraw(target);
});
// Both the browser and htmx build a FormData, so one place strips the thousands for all.
document.addEventListener("formdata", (event) => {
  for (const field of event.target.querySelectorAll("input[data-money][name]")) {
    if (event.formData.has(field.name)) event.formData.set(field.name, digits(field.value));
  }
});
