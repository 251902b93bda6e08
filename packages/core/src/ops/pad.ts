import { badArgument, checkChoice } from "../checks.js";
import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import type { ValueInfo } from "../seam/infer.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { tensor } from "./create.js";
import { strided } from "./movement.js";
import { gatherAlong } from "./take.js";

/** Values around and between the elements of each axis. */
export interface Padding {
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  readonly interior?: readonly number[];
  readonly value?: number;
}

/** dx: the elements of g where those of x went. */
const derivative: Derivative<"pad"> = (_, { lo, interior }, [x]) => ({
  uses: [],
  of: (g) =>
    strided(
      g,
      lo,
      (x as ValueInfo).shape, // pad takes a tensor
      interior.map((n) => n + 1),
    ),
});

/** Pads each axis; negative `lo` and `hi` crop. */
export function pad(x: Tensor, { lo, hi, interior = lo.map(() => 0), value = 0 }: Padding): Tensor {
  const grow = (n: number) => Math.max(n, 0);
  const padded =
    lo.some((n) => n > 0) || hi.some((n) => n > 0) || interior.some((n) => n > 0)
      ? run("pad", [x], { lo: lo.map(grow), hi: hi.map(grow), interior, value }, derivative)
      : x;
  if (lo.every((n) => n >= 0) && hi.every((n) => n >= 0)) return padded === x ? x.alias() : padded;
  const start = lo.map((n) => grow(-n));
  const size = padded.shape.map((n, i) => n - start[i]! - grow(-hi[i]!));
  const cropped = strided(
    padded,
    start,
    size,
    lo.map(() => 1),
  );
  if (padded !== x) padded.dispose();
  return cropped;
}

export interface PadOptions {
  /**
   * What is put around: "constant" the value; "reflect" the neighbours mirrored at the edge element; "replicate" the edge
   * element; "circular" what lies at the other end.
   */
  readonly mode?: "constant" | "reflect" | "replicate" | "circular";
  /** For "constant"; 0 by default. */
  readonly value?: number;
}

/**
 * Surrounds `x`. `pairs` are (before, after) from the last axis backwards, flat, as torch.nn.functional.pad; negative counts
 * crop.
 *
 * @throws TenonError `invalid_argument` for an odd count of numbers, more pairs than axes, or counts beyond what the mode can
 * take from the axis: its size less 1 for "reflect", its size for "circular".
 * @example
 * pad(tensor([1, 2]), [1, 2]); // [0, 1, 2, 0, 0]
 * pad(tensor([1, 2, 3]), [2, 1], { mode: "reflect" }); // [3, 2, 1, 2, 3, 2]
 */
export function surround(
  x: TensorLike,
  pairs: readonly number[],
  { mode = "constant", value = 0 }: PadOptions = {},
): Tensor {
  const t = asTensor(x, "pad");
  checkChoice("pad", "mode", mode, Object.keys(REACH));
  const reach = REACH[mode];
  const pick = (offset: 0 | 1) => t.shape.map((_, i) => pairs[2 * (t.rank - 1 - i) + offset] ?? 0);
  const [lo, hi] = [pick(0), pick(1)];
  const fits = (n: number, i: number) =>
    n + lo[i]! + hi[i]! >= 0 && Math.max(lo[i]!, hi[i]!, 0) <= Math.max(reach(n), 0);
  if (pairs.length % 2 !== 0 || pairs.length > 2 * t.rank || !pairs.every(Number.isInteger) || !t.shape.every(fits))
    throw badArgument(
      "pad",
      { x: t, pairs, mode },
      "pairs of integers (before, after) from the last axis backwards, that take or crop no more than there is",
    );
  if (mode === "constant") return pad(t, { lo, hi, value });
  return scope(() =>
    t.shape.reduce((y, n, axis) => {
      if (lo[axis] === 0 && hi[axis] === 0) return y;
      const sources = Array.from({ length: n + lo[axis]! + hi[axis]! }, (_, i) => SOURCE[mode](i - lo[axis]!, n));
      return gatherAlong(y, tensor(sources, { dtype: "int32", backend: t.backend }), axis);
    }, t.alias()),
  );
}

/** How far an axis of size n can be padded at each side. */
const REACH = {
  constant: () => Number.POSITIVE_INFINITY,
  reflect: (n: number) => n - 1,
  replicate: (n: number) => (n > 0 ? Number.POSITIVE_INFINITY : 0),
  circular: (n: number) => n,
} as const;

/** Which element of an axis of size n stands at position i. */
const SOURCE = {
  reflect: (i: number, n: number) => (i < 0 ? -i : i < n ? i : 2 * (n - 1) - i),
  replicate: (i: number, n: number) => Math.max(0, Math.min(i, n - 1)),
  circular: (i: number, n: number) => (i + n) % n,
} as const;
