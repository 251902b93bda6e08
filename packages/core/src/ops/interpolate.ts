import { badArgument, badShape, checkChoice } from "../checks.js";
import { scope } from "../memory/scope.js";
import { toFloat } from "../seam/dtype.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from "./adaptive-pool.js";
import { mul } from "./binary.js";
import { toDType, toWide } from "./cast.js";
import { tensor } from "./create.js";
import { CUBIC, cubicWeight } from "./cubic.js";
import { reshape } from "./movement.js";
import { sum } from "./reduce.js";
import { type PerAxis, perAxis } from "./spatial.js";
import { gatherAlong } from "./take.js";

/** How `interpolate` finds values between the given ones. */
export type InterpolationMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "trilinear" | "bicubic" | "area";

export interface InterpolateOptions {
  /** Spatial sizes of the result, one for all axes or one for each; or give `scaleFactor`. */
  readonly size?: PerAxis | undefined;
  /** Factor of the spatial sizes, one for all axes or one for each; results are rounded down. */
  readonly scaleFactor?: PerAxis | undefined;
  /** "linear" goes with one spatial axis, "bilinear" and "bicubic" with two, "trilinear" with three; default "nearest". */
  readonly mode?: InterpolationMode;
  /** True: first and last pixels keep their places. False: the corners of the image do. Not for nearest and area. */
  readonly alignCorners?: boolean | undefined;
  /** True: `scaleFactor` only says the size; positions follow from the sizes. Default false. */
  readonly recomputeScaleFactor?: boolean;
}

/**
 * Images of another size, as torch.nn.functional.interpolate. Shapes: x [N, C, …S] with one to three spatial axes
 * → [N, C, …S′]. Except for nearest, integers give float32.
 *
 * @throws TenonError `shape_mismatch` where the mode does not fit the rank; `invalid_argument` for other options.
 * @example
 * interpolate(tensor([[[1, 3]]]), { size: 4, mode: "linear" }); // [[[1, 1.5, 2.5, 3]]]
 */
export function interpolate(x: TensorLike, options: InterpolateOptions): Tensor {
  const t = asTensor(x, "interpolate");
  const { mode = "nearest", alignCorners } = options;
  const { sizes, steps } = target(t, mode, options);
  if (mode === "area") {
    const pool = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d][sizes.length - 1]!; // one to three axes
    return pool(t, { outputSize: sizes });
  }
  return scope(() => {
    const start = mode.startsWith("nearest") ? t : toWide(t);
    const resized = sizes.reduce((y, size, i) => {
      const lookup = LOOKUPS[mode](t.shape[2 + i]!, size, steps[i]!, alignCorners ?? false);
      return along(y, 2 + i, size, lookup);
    }, start);
    return resized === t ? t.alias() : toDType(resized, mode.startsWith("nearest") ? t.dtype : toFloat(t.dtype));
  });
}

/** What each place of the result reads along one axis: `taps` indices each, and their weights, 1 where left out. */
interface Lookup {
  readonly taps: number;
  readonly indices: readonly number[];
  readonly weights?: readonly number[];
}

/** Where place i of the result lies in the image: i·length/size, or i/scaleFactor. */
type Step = (i: number) => number;

type MakeLookup = (length: number, size: number, step: Step, alignCorners: boolean) => Lookup;

const nearest =
  (shift: number): MakeLookup =>
  (length, size, step) => ({
    taps: 1,
    indices: Array.from({ length: size }, (_, i) => Math.min(Math.floor(step(i + shift)), length - 1)),
  });

/** `taps` neighbours from `first` before the pixel at or left of the place, weighed by how far right of it the place lies. */
const weighed =
  (taps: number, first: number, least: number, weight: (tap: number, t: number) => number): MakeLookup =>
  (length, size, step, alignCorners) => {
    const indices: number[] = [];
    const weights: number[] = [];
    for (let i = 0; i < size; i++) {
      const centred = alignCorners ? (size > 1 ? (i * (length - 1)) / (size - 1) : 0) : step(i + 0.5) - 0.5;
      const place = Math.max(centred, least);
      const pixel = Math.floor(place);
      for (let tap = 0; tap < taps; tap++) {
        indices.push(Math.max(0, Math.min(length - 1, pixel + first + tap)));
        weights.push(weight(tap, place - pixel));
      }
    }
    return { taps, indices, weights };
  };

const linear: MakeLookup = (...given) => weighed(2, 0, 0, (tap, t) => (tap === 0 ? 1 - t : t))(...given);

const LOOKUPS: Readonly<Record<Exclude<InterpolationMode, "area">, MakeLookup>> = {
  nearest: (...given) => nearest(0)(...given),
  "nearest-exact": (...given) => nearest(0.5)(...given),
  linear,
  bilinear: linear,
  trilinear: linear,
  bicubic: (...given) => weighed(CUBIC.length, -1, Number.NEGATIVE_INFINITY, cubicWeight)(...given),
};

function along(x: Tensor, axis: number, size: number, { taps, indices, weights }: Lookup): Tensor {
  const { backend, dtype } = x;
  if (taps === 1 && size === x.shape[axis] && indices.every((at, i) => at === i)) return x;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const rows = reshape(x, [sizeOf(before), x.shape[axis]!, sizeOf(after)]); // no rank above what backends hold
  const shape = taps === 1 ? [size] : [size, taps];
  const read = gatherAlong(rows, tensor(Int32Array.from(indices), { shape, backend }), 1); // [before, size, taps, after]
  if (weights === undefined) return reshape(read, [...before, size, ...after]);
  const weighed = mul(read, tensor(Float64Array.from(weights), { shape: [size, taps, 1], dtype, backend }));
  return reshape(sum(weighed, { axis: 2 }), [...before, size, ...after]);
}

/** How many spatial axes each mode goes with. */
const AXES: Readonly<Record<InterpolationMode, readonly number[]>> = {
  nearest: [1, 2, 3],
  "nearest-exact": [1, 2, 3],
  linear: [1],
  bilinear: [2],
  trilinear: [3],
  bicubic: [2],
  area: [1, 2, 3],
};

function target(t: Tensor, mode: InterpolationMode, options: InterpolateOptions) {
  const { size, scaleFactor, alignCorners, recomputeScaleFactor = false } = options;
  const space = t.shape.slice(2);
  const op = "interpolate";
  checkChoice(op, "mode", mode, Object.keys(AXES));
  if (!AXES[mode].includes(space.length) || space.includes(0))
    throw badShape(op, { x: t, mode }, `x [N, C, ...S] with ${AXES[mode].join(" or ")} spatial axes, none empty`);
  if ((size === undefined) === (scaleFactor === undefined))
    throw badArgument(op, { size, scaleFactor }, "one of size and scaleFactor");
  if (alignCorners !== undefined && (mode.startsWith("nearest") || mode === "area"))
    throw badArgument(op, { mode, alignCorners }, "no alignCorners in this mode");
  if (scaleFactor === undefined) {
    const sizes = perAxis(op, "size", size!, space.length, 1);
    return { sizes, steps: bySizes(space, sizes) };
  }
  const factors = typeof scaleFactor === "number" ? space.map(() => scaleFactor) : scaleFactor;
  const sizes = space.map((n, i) => Math.floor(n * (factors[i] ?? Number.NaN)));
  if (factors.length !== space.length || !sizes.every((n) => n >= 1 && Number.isFinite(n)))
    throw badArgument(op, { x: t, scaleFactor }, "a positive factor for each axis, that leaves a pixel");
  return {
    sizes,
    steps: recomputeScaleFactor
      ? bySizes(space, sizes)
      : factors.map(
          (f): Step =>
            (i) =>
              i / f,
        ),
  };
}

const bySizes = (space: readonly number[], sizes: readonly number[]): Step[] =>
  sizes.map((size, axis) => (i) => (i * space[axis]!) / size);
