// Configuration: values are sent once and never shown again.

import { byId, cell, h, keep, put } from "./dom.js";
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

export function showSettings(all) {
  byId("no-settings").hidden = all.length > 0;
  keep(byId("setting-rows"), all, (setting) => setting.name, row);
}

function row({ name }) {
  const [value, origin] = [cell("Value", { class: "mono" }), cell("From", { class: "note" })];
  const change = h("button", { class: "small", "aria-label": `Change ${name}`, onclick: () => edit(name) }, "Change");
  const unset = h("button", { class: "small", "aria-label": `Unset ${name}`, onclick: () => confirm(name) }, "Unset");
  const root = h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row", class: "mono" }, name), value, origin, cell("", { class: "action" }, change, " ", unset));
  return {
    root,
    set(setting) {
      const masked = setting.masked ?? true;
      value.replaceChildren(masked ? h("span", {}, h("span", { "aria-hidden": "true" }, setting.value), h("span", { class: "unseen" }, "hidden")) : setting.value);
      put(origin, setting.origin ?? "");
      unset.hidden = !setting.can_unset;
    },
  };
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
