// The words of the interface in the reader's language, and small means to build elements with them.
export const words = await (await fetch("/page/words.json")).json();

export const fill = (text, ...values) => values.reduce((filled, value) => filled.replace("{}", () => value), text);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export const button = (text, act, attributes = {}) => element("button", { type: "button", onclick: act, ...attributes }, text);

export const current = () => document.querySelector("#g-current [data-conversation]")?.dataset.conversation || "";

export const send = (event, detail) => document.dispatchEvent(new CustomEvent(`guillemet:${event}`, { detail }));

// JSON from the server, or an Error whose message is its one line.
export async function call(path, method = "GET", body = undefined) {
  let response;
  try {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Error(words.no_connection);
  }
  const found = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(found?.error || words.no_connection);
  return found;
}
