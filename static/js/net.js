// Talking to our own server: token, JSON, and what an answer means.

export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  // The cookie is newer than the page after signing in again in another tab.
  return cookie ? cookie[1] : (document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "");
}

/** POST a form. Resolves to {status, body}; status 0: no connection; 401 also for a redirect to sign-in. */
export async function post(url, fields, { background = false } = {}) {
  const body = fields instanceof URLSearchParams || fields instanceof FormData ? fields : new URLSearchParams(fields);
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (background) headers["X-Background"] = "1"; // not work: does not keep anyone signed in
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual" });
  } catch {
    return { status: 0, body: {} };
  }
  const json = await response.json().catch(() => ({}));
  if (response.type === "opaqueredirect") return { status: 401, body: {} };
  // An expired form token means the sign-in changed: the same remedy.
  if (response.status === 403 && json.code === "csrf") return { status: 401, body: json };
  return { status: response.status, body: json };
}

export function signInAddress() {
  const here = location.pathname + location.search;
  return `${document.body.dataset.signIn ?? "/accounts/login/"}?next=${encodeURIComponent(here)}`;
}

export function toast(text, tone = "") {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `toast ${tone}`.trim();
  box.textContent = text;
  place.append(box);
  setTimeout(() => box.remove(), tone === "danger" ? 10000 : 5000);
}

/** Build an element: el("p", {class: "x"}, "text", child, …). */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  node.append(...children);
  return node;
}
