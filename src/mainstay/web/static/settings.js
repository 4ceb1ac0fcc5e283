// Configuration: values are sent once and never shown again.

import { byId, h, put, table } from "./dom.js";
import { ask, perform, setValue, unsetValue } from "./task.js";

export function startSettings() {
  byId("setting-show").addEventListener("change", () => byId("setting-value").classList.toggle("secret", !byId("setting-show").checked));
  byId("setting-value").addEventListener("input", grow);
  byId("setting-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = byId("setting-name").value;
    const value = byId("setting-value").value;
    if (await perform(() => setValue(name, value))) clear();
  });
}

function grow() {
  const box = byId("setting-value");
  box.rows = Math.min(8, box.value.split("\n").length);
}

function clear() {
  byId("setting-form").reset();
  byId("setting-value").classList.add("secret");
  put(byId("setting-title"), "Set a value");
  grow();
}

export const showSettings = table(byId("settings"), (setting) => setting.name, [
  { name: "Name", class: "mono", of: (setting) => setting.name },
  { name: "Value", class: "mono", live: true, of: value },
  { name: "Where it comes from", class: "note", of: (setting) => setting.origin ?? "" },
  { name: "Actions", class: "action", quiet: true, live: true, of: actions },
]);

/** Readers say "hidden" instead of a row of dots. */
function value() {
  const [text, hidden] = [h("span"), h("span", { class: "unseen" })];
  const set = ({ value, masked = true }) => {
    put(text, value);
    put(hidden, masked ? "hidden" : "");
    text.ariaHidden = masked ? "true" : null;
  };
  return { root: h("span", {}, text, hidden), set };
}

function actions({ name }) {
  const unset = h("button", { class: "small", "aria-label": `Unset ${name}`, onclick: () => confirm(name) }, "Unset");
  const change = h("button", { class: "small", "aria-label": `Change ${name}`, onclick: () => edit(name) }, "Change");
  return { root: h("span", {}, change, " ", unset), set: (setting) => (unset.hidden = !setting.can_unset) };
}

function edit(name) {
  byId("setting-name").value = name;
  put(byId("setting-title"), `Change ${name}`);
  byId("setting-value").focus();
  byId("setting-form").scrollIntoView({ block: "center" });
}

function confirm(name) {
  ask({
    title: `Unset ${name}?`,
    text: [`The programs get the value that the application itself gives for ${name}, or none. A new release takes over once it is healthy.`],
    action: `Unset ${name}`,
    start: () => unsetValue(name),
  });
}
