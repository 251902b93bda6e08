import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { reshape } from "./movement.js";

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/** A number for each of `count` axes; throws unless all are integers ≥ `least`. */
export function perAxis(op: string, name: string, value: PerAxis, count: number, least: number): number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : [...value];
  if (list.length !== count || list.some((n) => !Number.isInteger(n) || n < least))
    throw new TenonError(
      "invalid_argument",
      `${op}: ${name} ${Array.isArray(value) ? showShape(list) : String(value)} does not fit ${count} axes`,
      `an integer ≥ ${least}, or ${count} of them`,
      { [name]: value },
    );
  return list;
}

/** `[N, C, H, W]` for two axes, as error messages show it. */
export const imageLayout = (axes: number, lead = "N, C", prefix = ""): string =>
  `[${[lead, ...["D", "H", "W"].slice(-axes).map((name) => prefix + name)].join(", ")}]`;

/** The spatial sizes of images [N, C, …S] or of one image [C, …S]; throws for another rank and for images without pixels. */
export function spatialSizes(op: string, x: Tensor, axes: number): number[] {
  if (x.rank !== axes + 2 && x.rank !== axes + 1)
    throw new TenonError(
      "shape_mismatch",
      `${op}: images ${imageLayout(axes)} or ${imageLayout(axes, "C")} were expected, ${showShape(x.shape)} was given`,
      "unsqueeze() to add the missing axes",
      { shape: x.shape },
    );
  const sizes = x.shape.slice(-axes);
  if (sizes.includes(0))
    throw new TenonError(
      "shape_mismatch",
      `${op}: the images of ${showShape(x.shape)} have no elements`,
      "spatial sizes of at least 1; a batch may be empty",
      { shape: x.shape },
    );
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
