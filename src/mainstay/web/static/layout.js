// Where the parts stand in the picture: layers from left to right, few crossings. Pure functions over names.

export const NODE = { width: 188, height: 58, gap: 20, bend: 18 };

/** The layer of each node: entry points at 0, each other node one right of what uses it. Cycles are cut where met. */
export function ranks(nodes, edges) {
  const users = new Map(nodes.map((node) => [node.name, []]));
  for (const edge of edges) users.get(edge.target)?.push(edge.source);
  const rank = new Map();
  const under = new Set();
  const visit = (name) => {
    if (rank.has(name)) return rank.get(name);
    if (under.has(name)) return -1;
    under.add(name);
    const above = users.get(name).filter((user) => users.has(user) && user !== name).map(visit);
    under.delete(name);
    rank.set(name, above.length ? Math.max(...above) + 1 : 0);
    return rank.get(name);
  };
  nodes.forEach((node) => visit(node.name));
  settle(nodes, edges, rank);
  return rank;
}

/** Parts that nothing leads to (workers) stand with the parts that the router leads to. */
function settle(nodes, edges, rank) {
  const programs = nodes.filter((node) => node.role && edges.some((edge) => edge.source === node.name));
  const first = nodes.some((node) => !node.role && edges.some((edge) => edge.source === node.name)) ? 1 : 0;
  for (const node of programs) {
    if (rank.get(node.name) >= first) continue;
    const reached = edges.filter((edge) => edge.source === node.name).map((edge) => rank.get(edge.target));
    if (Math.min(...reached) > first) rank.set(node.name, first);
    else if (!edges.some((edge) => edge.target === node.name)) push(node.name, first, edges, rank, new Set());
  }
}

function push(name, least, edges, rank, seen) {
  if (rank.get(name) >= least || seen.has(name)) return;
  seen.add(name);
  rank.set(name, least);
  for (const edge of edges) if (edge.source === name) push(edge.target, least + 1, edges, rank, seen);
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
    const [a, b] = points.slice(-2);
    return { edge, path: through(points), label: { x: a.x + (b.x - a.x) * 0.5, y: a.y + (b.y - a.y) * 0.5 } };
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
