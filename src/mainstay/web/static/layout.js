// Where the parts stand in the picture: layers from left to right, few crossings. Pure functions over names.

export const NODE = { width: 188, height: 58, gap: 20, bend: 18 };

const PROGRAMS = ["service", "job", "schedule", "site"];

/** The layer of each node: the router, then programs, each right of the programs that use it, then what stores. */
export function ranks(nodes, edges) {
  const kinds = new Map(nodes.map((node) => [node.name, node.role ? (PROGRAMS.includes(node.role) ? 1 : 2) : 0]));
  const rank = new Map();
  const visit = (name, under) => {
    const users = edges.filter((e) => e.target === name && kinds.get(e.source) === 1 && !under.includes(e.source));
    return kinds.get(name) === 1 ? 1 + Math.max(0, ...users.map((e) => visit(e.source, [...under, e.source]))) : 0;
  };
  for (const { name } of nodes) rank.set(name, visit(name, [name]));
  const last = Math.max(...rank.values()) + 1;
  for (const { name } of nodes) if (kinds.get(name) === 2) rank.set(name, last);
  const used = [...new Set(rank.values())].sort((a, b) => a - b);
  for (const { name } of nodes) rank.set(name, used.indexOf(rank.get(name)));
  return rank;
}

/** Layers of slots `{name}`, or `{bend: edge}` where a long edge passes through, ordered for few crossings. */
function order(nodes, edges, rank) {
  const layers = Array.from({ length: Math.max(0, ...rank.values()) + 1 }, () => []);
  const slots = new Map();
  for (const node of nodes) {
    const slot = { name: node.name, before: [], after: [] };
    slots.set(node.name, slot);
    layers[rank.get(node.name)].push(slot);
  }
  for (const edge of edges) {
    let last = slots.get(edge.source);
    const end = slots.get(edge.target);
    edge.bends = [];
    for (let layer = rank.get(edge.source) + 1; layer < rank.get(edge.target); layer++) {
      const bend = { before: [], after: [], bend: true };
      edge.bends.push(bend);
      layers[layer].push(bend);
      join(last, bend);
      last = bend;
    }
    if (rank.get(edge.target) > rank.get(edge.source)) join(last, end);
  }
  for (let sweep = 0; sweep < 8; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers.slice(1) : layers.slice(0, -1).reverse()) arrange(layer, layers, down ? "before" : "after");
  }
  return { layers, slots };
}

function join(from, to) {
  from.after.push(to);
  to.before.push(from);
}

function arrange(layer, layers, side) {
  for (const row of layers) row.forEach((slot, index) => (slot.at = index / Math.max(1, row.length - 1 || 1)));
  const weight = (slot) => (slot[side].length ? slot[side].reduce((sum, other) => sum + other.at, 0) / slot[side].length : slot.at);
  const weights = new Map(layer.map((slot) => [slot, weight(slot)]));
  layer.sort((a, b) => weights.get(a) - weights.get(b));
}

/**
 * Places for a picture of at most `width`: `{width, height, places: Map(name → {x, y}), lines: [{edge, path, label}]}`,
 * or null where it would not be readable.
 */
export function layout(nodes, given, width) {
  const names = new Set(nodes.map((node) => node.name));
  const edges = given.filter((e) => names.has(e.source) && names.has(e.target) && e.source !== e.target).map((e) => ({ ...e }));
  const rank = ranks(nodes, edges);
  const { layers, slots } = order(nodes, edges, rank);
  const gap = layers.length > 1 ? (width - layers.length * NODE.width) / (layers.length - 1) : 0;
  if (gap < 44 && layers.length > 1) return null;
  const step = NODE.width + Math.min(gap, 200);
  const total = step * (layers.length - 1) + NODE.width;
  const tall = (slot) => (slot.bend ? NODE.bend : NODE.height) + NODE.gap;
  const heights = layers.map((layer) => layer.reduce((sum, slot) => sum + tall(slot), 0));
  const height = Math.max(...heights);
  layers.forEach((layer, column) => {
    let y = (height - heights[column]) / 2;
    for (const slot of layer) {
      Object.assign(slot, { x: column * step, y: y + NODE.gap / 2, middle: y + tall(slot) / 2 });
      y += tall(slot);
    }
  });
  return { width: total, height, places: slots, lines: lines(edges, slots) };
}

/** Edges leave and reach a node spread over its side, in the order of where they go. */
function lines(edges, slots) {
  const ports = new Map();
  const spread = (side, end, other) => {
    for (const slot of slots.values()) {
      const here = edges.filter((edge) => edge[side] === slot.name);
      here.sort((a, b) => (a.bends.at(other) ?? slots.get(a[end])).middle - (b.bends.at(other) ?? slots.get(b[end])).middle);
      const room = Math.min(9, 36 / here.length);
      here.forEach((edge, index) => ports.set(`${side} ${edges.indexOf(edge)}`, slot.middle + (index - (here.length - 1) / 2) * room));
    }
  };
  spread("source", "target", 0);
  spread("target", "source", -1);
  return edges.map((edge, index) => {
    const from = { x: slots.get(edge.source).x + NODE.width, y: ports.get(`source ${index}`) };
    const to = { x: slots.get(edge.target).x, y: ports.get(`target ${index}`) };
    if (to.x <= from.x - NODE.width + 1) return { edge, path: around(from, to), label: { x: from.x + 30, y: (from.y + to.y) / 2 } };
    const points = [from];
    for (const bend of edge.bends) points.push({ x: bend.x, y: bend.middle }, { x: bend.x + NODE.width, y: bend.middle });
    points.push(to);
    // Near the end, where lines from one node lie apart: three quarters along the last curve.
    const [a, b] = points.slice(-2);
    return { edge, path: through(points), label: { x: a.x + (b.x - a.x) * 0.64, y: a.y + (b.y - a.y) * 0.78 } };
  });
}

function through(points) {
  let path = `M${points[0].x} ${points[0].y}`;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const half = (b.x - a.x) / 2;
    path += i % 2 ? `C${a.x + half} ${a.y} ${b.x - half} ${b.y} ${b.x} ${b.y}` : `L${b.x} ${b.y}`;
  }
  return path;
}

/** Back to an earlier layer, or within one: out on the right and in on the right. */
function around(from, to) {
  const end = to.x + NODE.width;
  const out = Math.max(from.x, end) + 34;
  return `M${from.x} ${from.y}C${out} ${from.y} ${out} ${to.y} ${end} ${to.y}`;
}
