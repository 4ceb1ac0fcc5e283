// Releases, and the way back.

import { badge, byId, h, since, table } from "./dom.js";
import { ask, rollBack } from "./task.js";

const STATES = { live: ["healthy", "serving"], superseded: ["idle", "replaced"], failed: ["down", "failed"], building: ["starting", "being made"] };

let live = 0;

const show = table(byId("released"), (r) => r.number, [
  { name: "Release", class: "mono", of: (r) => String(r.number) },
  { name: "State", live: true, of: () => badge((r) => STATES[r.state] ?? ["idle", r.state]) },
  { name: "When", class: "tight", live: true, of: () => since((r) => r.at, " ago") },
  { name: "By", of: (r) => r.by ?? "" },
  { name: "Note", class: "note", of: (r) => r.note ?? "" },
  { name: "Action", class: "action", quiet: true, live: true, of: wayBack },
]);

/** Show all releases, newest first. */
export function showReleases(all) {
  live = all.find((release) => release.state === "live")?.number;
  show(all);
}

function wayBack(release) {
  const root = h("button", { class: "small", onclick: () => confirm(release) }, `Roll back to ${release.number}`);
  return { root, set: (next) => (root.hidden = !next.can_roll_back) };
}

function confirm({ number, note, at, by }) {
  const made = new Date(at * 1000).toLocaleString();
  ask({
    title: `Roll back to release ${number}?`,
    text: [
      `Release ${number} was made on ${made}${by ? ` by ${by}` : ""}${note ? `: “${note}”` : ""}.`,
      `It is started beside ${live ? `release ${live}` : "what runs"} and takes over once it is healthy; no request is lost. Data stays as it is: what a migration changed is not changed back.`,
    ],
    action: `Roll back to ${number}`,
    start: () => rollBack(number),
  });
}
