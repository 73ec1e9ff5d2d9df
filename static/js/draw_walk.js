// A public draw run again, as evaluation/draws/*.py does it: digests, seed, order and the walk. No page, no network.

const text = new TextEncoder();

export async function sha256(content) {
  const bytes = typeof content === "string" ? text.encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// JSON in one spelling: sorted keys, no spaces.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

export function makeSeed(secret, publicValue, poolDigest) {
  return sha256(joined(bytesOf(secret), text.encode(publicValue), bytesOf(poolDigest)));
}

export async function inOrder(seed, ids) {
  const keyed = await Promise.all(ids.map(async (id) => [await sha256(`${seed}/${id}`), id]));
  keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return keyed.map(([, id]) => id);
}

// --- Seats ---------------------------------------------------------------------------

function* subsets(names, from = 0) {
  yield [];
  for (let at = from; at < names.length; at += 1) {
    for (const rest of subsets(names, at + 1)) yield [names[at], ...rest];
  }
}

const unitOf = (house, person) =>
  house.one_per_organisation && person.organisation ? `organisation/${person.organisation}` : person.id;
const offerOf = (house, person) => `${person.region === house.home ? "home" : "away"}/${person.stratum}`;

// Those who can still be taken, counted by what they offer.
class Free {
  constructor(people, panel, house) {
    const used = new Set(panel.map((one) => unitOf(house, one)));
    const found = new Map();
    for (const one of people) {
      const unit = unitOf(house, one);
      if (used.has(unit)) continue;
      if (!found.has(unit)) found.set(unit, new Set());
      found.get(unit).add(offerOf(house, one));
    }
    this.offers = new Map();
    this.kinds = new Map();
    this.counts = new Map();
    for (const [unit, kinds] of found) this.putBack(unit, [...kinds].sort().join("|"), kinds);
  }

  putBack(unit, offer, kinds) {
    if (kinds) this.kinds.set(offer, kinds);
    this.offers.set(unit, offer);
    this.counts.set(offer, (this.counts.get(offer) ?? 0) + 1);
  }

  take(unit) {
    const offer = this.offers.get(unit);
    this.offers.delete(unit);
    this.counts.set(offer, this.counts.get(offer) - 1);
    return offer;
  }

  canFill(panel, seats, house) {
    const wanted = seats.size - panel.length;
    const away = Math.max(0, seats.others - panel.filter((one) => one.region !== house.home).length);
    const sectors = seats.sectors.filter((sector) => panel.every((one) => one.stratum !== sector));
    const people = [...this.counts.values()].reduce((sum, number) => sum + number, 0);
    if (wanted < 0 || people < wanted) return false;
    for (const both of subsets(sectors)) if (this.found(wanted, away, sectors, both)) return true;
    return false;
  }

  found(wanted, away, sectors, both) {
    const onlyAway = Math.max(0, away - both.length);
    if (sectors.length + onlyAway > wanted) return false;
    for (const some of subsets(sectors)) {
      const kinds = new Set(some.map((one) => `away/${one}`));
      for (const one of some) if (!both.includes(one)) kinds.add(`home/${one}`);
      if (this.reach(kinds, false) < some.length) return false;
      if (onlyAway && this.reach(kinds, true) < some.length + onlyAway) return false;
    }
    return true;
  }

  reach(kinds, anyAway) {
    let sum = 0;
    for (const [offer, number] of this.counts) {
      for (const kind of this.kinds.get(offer)) {
        if (kinds.has(kind) || (anyAway && kind.startsWith("away/"))) {
          sum += number;
          break;
        }
      }
    }
    return sum;
  }
}

// --- The walk --------------------------------------------------------------------------

function against(one, sitting, free, seats, house) {
  const unit = unitOf(house, one);
  if (!free.offers.has(unit)) return "organisation";
  const offer = free.take(unit);
  const panel = [...sitting, one];
  if (free.canFill(panel, seats, house)) return "";
  let reason = "rules";
  if (free.canFill(panel, { ...seats, others: 0 }, house)) reason = "other_regions";
  else if (free.canFill(panel, { ...seats, sectors: [] }, house)) reason = "sectors";
  free.putBack(unit, offer);
  return reason;
}

function pick(line, tried, house, why) {
  const free = new Free(line.filter((one) => !why(one.id)), [], house);
  const seats = tried.find((one) => free.canFill([], one, house));
  const taken = [];
  const passed = [];
  for (const one of seats ? line : []) {
    if (taken.length === seats.size) break;
    const reason = why(one.id) || against(one, taken, free, seats, house);
    if (reason) passed.push([one.id, reason]);
    else taken.push(one);
  }
  return { taken, passed };
}

export function walk(order, pool, barred, rules) {
  const people = new Map(pool.map((row) => [row.id, row]));
  const reasons = new Map(barred.map((row) => [`${row.section}/${row.id}`, row.reason]));
  const rows = [];
  const gone = new Set();
  const numbers = new Map();
  const passes = [["member", rules.members]];
  for (let turn = 0; turn < rules.rounds_of_alternates; turn += 1) passes.push(["alternate", rules.alternates]);
  for (const [role, tried] of passes) {
    for (const section of rules.sections) {
      const line = order.filter((id) => !gone.has(id)).map((id) => people.get(id));
      const { taken, passed } = pick(line, tried, rules, (id) => reasons.get(`${section}/${id}`) || reasons.get(`/${id}`) || "");
      for (const one of taken) {
        gone.add(one.id);
        const number = (numbers.get(`${section}/${role}`) ?? 0) + 1;
        numbers.set(`${section}/${role}`, number);
        rows.push({ section, role, number: String(number), id: one.id, reason: "" });
      }
      if (role !== "member") continue;
      for (const [id, reason] of passed) rows.push({ section, role: "passed", number: "", id, reason });
    }
  }
  return rows;
}

// Each step of a published record with what it says and what comes out here.
export async function rerun(record) {
  const steps = [
    { name: "pool", said: record.pool_sha256, found: await sha256(canonical(record.pool)) },
    { name: "barred", said: record.barred_sha256, found: await sha256(canonical(record.barred)) },
    { name: "rules", said: record.rules_sha256, found: await sha256(canonical(record.rules)) },
  ];
  if (record.secret) {
    steps.push({ name: "secret", said: record.secret_sha256, found: await sha256(bytesOf(record.secret)) });
  }
  if (record.seed) {
    const seed = await makeSeed(record.secret, record.public_value, record.pool_sha256);
    const order = await inOrder(seed, record.pool.map((row) => row.id));
    const outcome = walk(order, record.pool, record.barred, record.rules);
    steps.push({ name: "seed", said: record.seed, found: seed });
    steps.push({ name: "order", said: await sha256(canonical(record.order)), found: await sha256(canonical(order)) });
    steps.push({ name: "outcome", said: await sha256(canonical(record.outcome)), found: await sha256(canonical(outcome)) });
  }
  return steps;
}
