import type { JsHandle } from "./js-handle.js";
import type { Walk } from "./walk.js";

/** Visits the start, in `out` and in `x`, of every line along `axis`; `out` is `x` in shape, or 1 long along `axis`. */
export function eachLane(
  walk: Walk,
  out: JsHandle,
  x: JsHandle,
  axis: number,
  visit: (oi: number, xi: number) => void,
): void {
  const shape = x.shape.with(axis, 1);
  const to = { shape, strides: out.strides, offset: out.offset };
  const from = { shape, strides: x.strides, offset: x.offset };
  walk.each(to, from, undefined, undefined, (oi, xi, _bi, _ci, n1, n0) => {
    const { o1, o0, a1, a0 } = walk;
    for (let i = 0; i < n1; i++) for (let j = 0; j < n0; j++) visit(oi + i * o1 + j * o0, xi + i * a1 + j * a0);
  });
}
