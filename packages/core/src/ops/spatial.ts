import { badArgument, badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { reshape } from "./movement.js";

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/** A number for each of `count` axes; throws unless all are integers ≥ `least`. */
export function perAxis(op: string, name: string, value: PerAxis, count: number, least: number): number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : [...value];
  if (list.length !== count || list.some((n) => !Number.isInteger(n) || n < least))
    throw badArgument(op, { [name]: value }, `an integer ≥ ${least}, or ${count} of them`);
  return list;
}

/** `[N, C, H, W]` for two axes, as error messages show it. */
export const imageLayout = (axes: number, lead = "N, C", prefix = ""): string =>
  `[${[lead, ...["D", "H", "W"].slice(-axes).map((name) => prefix + name)].join(", ")}]`;

/** The spatial sizes of images [N, C, …S] or of one image [C, …S]; throws for another rank and for images without pixels. */
export function spatialSizes(op: string, x: Tensor, axes: number): number[] {
  if (x.rank !== axes + 2 && x.rank !== axes + 1)
    throw badShape(op, { x }, `x ${imageLayout(axes)} or ${imageLayout(axes, "C")}`);
  const sizes = x.shape.slice(-axes);
  if (sizes.includes(0)) throw badShape(op, { x }, "images of at least one element");
  return sizes;
}

/** Runs `compute` on [N, C, …]; a single image [C, …] becomes a batch of one, whose axis leaves the results again. */
export function onImages(
  xs: readonly Tensor[],
  axes: number,
  compute: (...images: Tensor[]) => readonly Tensor[],
): Tensor[] {
  const single = xs[0]!.rank === axes + 1;
  return scope(() => {
    const results = compute(...xs.map((x) => (single ? reshape(x, [1, ...x.shape]) : x)));
    return results.map((y) => (single ? reshape(y, y.shape.slice(1)) : y));
  });
}
