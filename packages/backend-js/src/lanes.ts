import type { Strided, Walk } from "./walk.js";

/** Visits groups of lines along `axis`: where the first starts in `out` and in `x`, how far they lie apart, how many they are. */
export function eachLaneGroup(
  walk: Walk,
  out: Strided,
  x: Strided,
  axis: number,
  visit: (oi: number, o0: number, xi: number, x0: number, lanes: number) => void,
): void {
  if (x.shape[axis] === 0) return;
  const shape = x.shape.with(axis, 1);
  const to = { shape, strides: out.strides, offset: out.offset };
  const from = { shape, strides: x.strides, offset: x.offset };
  walk.each(to, from, undefined, undefined, (oi, xi, _bi, _ci, n1, n0) => {
    const { o1, o0, a1, a0 } = walk;
    for (let i = 0; i < n1; i++) visit(oi + i * o1, o0, xi + i * a1, a0, n0);
  });
}

/** Visits the start, in `out` and in `x`, of every line along `axis`; `out` is `x` in shape, or 1 long along `axis`. */
export function eachLane(
  walk: Walk,
  out: Strided,
  x: Strided,
  axis: number,
  visit: (oi: number, xi: number) => void,
): void {
  eachLaneGroup(walk, out, x, axis, (oi, o0, xi, x0, lanes) => {
    for (let i = 0; i < lanes; i++) visit(oi + i * o0, xi + i * x0);
  });
}
