// Live totals of a joint budget: the arithmetic of projects/budgeting.py, so that a writer sees a breach while typing.
// Rules, names and sentences come from the page; the server decides when it saves. Won are BigInt: no rounding anywhere.
const SOURCES = ["public", "own_cash", "own_in_kind"];
const TENTHS = 10000n; // shares arrive as ten-thousandths: 0.75 is 7500

const rules = JSON.parse(document.getElementById("budget-rules").textContent);
const sheet = document.querySelector("[data-budget]");
const cap = BigInt(rules.cap);

const grouped = (won) => won.toString().replace(/\B(?=(\d{3})+$)/g, ",");
const money = (won) => (won < 0n ? `−₩${grouped(-won)}` : `₩${grouped(won)}`);
const up = (over, under) => (over + under - 1n) / under;

/** A share in percent with one decimal; a ceiling is rounded up so that no breach looks like keeping it. */
function percent(part, whole, raise = false) {
  const tenths = raise ? up(part * 1000n, whole) : (part * 1000n) / whole;
  return `${tenths / 10n}.${tenths % 10n}`;
}
const limit = (tenthousandths) => percent(BigInt(tenthousandths), TENTHS);

function say(sentence, values) {
  return rules.sentences[sentence].replace(/%\((\w+)\)s|%%/g, (found, key) => (found === "%%" ? "%" : (values[key] ?? "")));
}

function sumsOf(fields) {
  const sums = { public: 0n, own_cash: 0n, own_in_kind: 0n };
  for (const field of fields) sums[field.dataset.source] += BigInt(field.value.replace(/\D/g, "") || "0");
  sums.own = sums.own_cash + sums.own_in_kind;
  sums.total = sums.public + sums.own;
  return sums;
}

const fieldsOf = (root) => [...root.querySelectorAll("input[data-source]")];

/** What the rulebook says against one partner's part, in words. */
function partnerBreaches(partner, sums) {
  const found = [];
  const most = (sums.total * BigInt(partner.public_max)) / TENTHS;
  if (rules.per_institution && sums.public > most) {
    found.push(say("public_share", { partner: partner.name, actual: percent(sums.public, sums.total, true), limit: limit(partner.public_max), short: grouped(sums.public - most) }));
  }
  const least = up(sums.own * BigInt(partner.cash_min), TENTHS);
  if (sums.own_cash < least) {
    found.push(say("cash_share", { partner: partner.name, actual: percent(sums.own_cash, sums.own), limit: limit(partner.cash_min), short: grouped(least - sums.own_cash) }));
  }
  return found;
}

/** Where partners may average out: all grants together against all ceilings together. */
function jointBreaches(whole, parts) {
  if (rules.per_institution || !whole.total) return [];
  const allowed = parts.reduce((sum, { partner, sums }) => sum + BigInt(partner.public_max) * sums.total, 0n);
  const most = allowed / TENTHS;
  if (whole.public <= most) return [];
  return [say("public_share", { partner: rules.all_partners, actual: percent(whole.public, whole.total, true), limit: percent(allowed, whole.total * TENTHS), short: grouped(whole.public - most) })];
}

function wholeBreaches(whole) {
  if (!whole.total) return [say("empty_budget", {})];
  if (!whole.public) return [say("no_grant", {})];
  if (whole.public > cap) return [say("over_cap", { actual: grouped(whole.public), limit: grouped(cap), short: grouped(whole.public - cap) })];
  return [];
}

function write(name, text) {
  for (const node of sheet.querySelectorAll(`[data-sum="${name}"]`)) if (node.textContent !== text) node.textContent = text;
}

function list(box, sentences) {
  const shown = [...box.querySelectorAll("li")].map((item) => item.textContent);
  if (JSON.stringify(shown) !== JSON.stringify(sentences)) {
    box.querySelector("ul").replaceChildren(...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
  }
  box.hidden = sentences.length === 0;
}

function show(key, sums) {
  for (const source of SOURCES) write(`${key}.${source}`, money(sums[source]));
  write(`${key}.total`, money(sums.total));
  write(`${key}.public_percent`, sums.total ? `${percent(sums.public, sums.total, true)}%` : "–");
  write(`${key}.cash_percent`, sums.own ? `${percent(sums.own_cash, sums.own)}%` : "–");
}

function addUp() {
  const parts = rules.partners.map((partner) => {
    const card = sheet.querySelector(`[data-partner="${partner.key}"]`);
    const sums = sumsOf(fieldsOf(card));
    show(partner.key, sums);
    for (const row of card.querySelectorAll("[data-item]")) write(`${partner.key}.${row.dataset.item}`, money(sumsOf(fieldsOf(row)).total));
    const breaches = partnerBreaches(partner, sums);
    list(card.querySelector("[data-breaches]"), breaches);
    for (const mark of card.querySelectorAll("[data-sound]")) mark.hidden = breaches.length > 0 || !sums.total;
    return { partner, sums };
  });
  const whole = sumsOf(fieldsOf(sheet));
  show("whole", whole);
  write("left", money(cap - whole.public));
  const bar = sheet.querySelector("[data-cap]");
  bar.value = Number(whole.public);
  bar.classList.toggle("is-over", whole.public > cap);
  list(sheet.querySelector("[data-breaches=whole]"), [...wholeBreaches(whole), ...jointBreaches(whole, parts)]);
}

for (const kind of ["input", "portal:written", "autosave:saved"]) sheet.addEventListener(kind, addUp);
addUp();
