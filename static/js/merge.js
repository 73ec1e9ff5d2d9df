// Two people changed the same field: show both texts and let this one choose.
import { el } from "./net.js";
import { say } from "./words.js";

const WORDS = /\s+|[^\s]+/g;
const MOST = 1500; // words compared; longer texts are shown without marks

/** Words of `b` with those not in `a` marked, by longest common subsequence. */
function marked(a, b, tag) {
  const left = a.match(WORDS) ?? [];
  const right = b.match(WORDS) ?? [];
  if (left.length > MOST || right.length > MOST) return [b];
  const row = () => new Uint16Array(right.length + 1);
  const table = [row()];
  for (let i = 1; i <= left.length; i += 1) {
    table.push(row());
    for (let j = 1; j <= right.length; j += 1)
      table[i][j] = left[i - 1] === right[j - 1] ? table[i - 1][j - 1] + 1 : Math.max(table[i - 1][j], table[i][j - 1]);
  }
  const parts = [];
  for (let i = left.length, j = right.length; j > 0; ) {
    if (i > 0 && left[i - 1] === right[j - 1]) parts.unshift(right[(i -= 1, j -= 1)]);
    else if (i > 0 && table[i - 1][j] >= table[i][j - 1]) i -= 1;
    else parts.unshift(el(tag, {}, right[(j -= 1)]));
  }
  return parts;
}

/** How a value reads: the text, or the labels of the choices. */
function readable(field, values) {
  if (field.tagName === "SELECT") return [...field.options].filter((option) => values.includes(option.value)).map((option) => option.text).join(", ");
  if (field.type === "radio" || field.type === "checkbox") {
    const boxes = [...(field.form ?? document).querySelectorAll(`[name="${CSS.escape(field.name)}"]`)];
    return boxes.filter((box) => values.includes(box.value)).map((box) => box.labels?.[0]?.textContent.trim() ?? box.value).join(", ");
  }
  return values[0] ?? "";
}

/** Ask until one of the three is chosen; resolves to the values to keep. */
export function resolveConflict({ field, mine, theirs, by }) {
  const isText = field.tagName === "TEXTAREA" || (field.tagName === "INPUT" && !/radio|checkbox|number|date/.test(field.type));
  const [mineText, theirText] = [readable(field, mine), readable(field, theirs)];
  return new Promise((choose) => {
    const button = (kind, text, act) => {
      const node = el("button", { type: "button", class: `krds-btn medium ${kind}` }, say(text));
      node.addEventListener("click", act);
      return node;
    };
    const finish = (values) => {
      dialog.close();
      dialog.remove();
      field.focus();
      choose(values);
    };
    const actions = el("div", { class: "dialog-actions" });
    const dialog = el("dialog", { class: "dialog wide", "aria-labelledby": "merge-title", "data-merge": true },
      el("h2", { id: "merge-title" }, say("Someone else changed this")),
      el("p", {}, say("{by} changed this while you were writing. Choose what to keep.", { by: by || say("Someone") })),
      el("div", { class: "merge" },
        el("section", {}, el("h3", {}, say("My text")), el("div", { class: "merge-text", tabindex: "0" }, ...(isText ? marked(theirText, mineText, "ins") : [mineText]))),
        el("section", {}, el("h3", {}, say("Their text")), el("div", { class: "merge-text", tabindex: "0" }, ...(isText ? marked(mineText, theirText, "del") : [theirText])))),
      actions);
    if (isText) {
      actions.append(button("tertiary", "Edit both together", () => {
        const box = el("textarea", { class: "krds-input", rows: "10", "aria-label": say("Merged text"), "data-autosave": "off" });
        box.value = `${theirText}\n\n${mineText}`;
        dialog.querySelector(".merge").replaceWith(box);
        actions.replaceChildren(button("primary", "Save the merged text", () => finish([box.value])));
        box.focus();
      }));
    }
    actions.append(button("secondary", "Take theirs", () => finish(theirs)), button("primary", "Keep mine", () => finish(mine)));
    dialog.addEventListener("cancel", (event) => event.preventDefault()); // leaving it open would lose one of the two
    document.body.append(dialog);
    dialog.showModal();
  });
}
