import { badArgument, badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { uniform } from "../random/distributions.js";
import type { Generator } from "../random/generator.js";
import { sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add, minimum, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { less } from "./compare.js";
import { iota } from "./create.js";
import { maxOver } from "./irregular-windows.js";
import type { Pooled } from "./max-pool.js";
import { narrow, reshape } from "./movement.js";
import { onImages, type PerAxis, perAxis, spatialSizes } from "./spatial.js";
import { where } from "./where.js";

export interface FractionalPoolOptions {
  readonly kernelSize: PerAxis;
  /** Spatial sizes of the result; or give `outputRatio`. */
  readonly outputSize?: PerAxis;
  /** Sizes of the result as a part of the image's, between 0 and 1, one for all axes or one for each. */
  readonly outputRatio?: number | readonly number[];
  /** Where each image's windows start: numbers in [0, 1), [N, C, axes]; default: drawn. */
  readonly samples?: TensorLike;
  /** The stream to draw samples from; default: the one that `manualSeed` restarts. */
  readonly generator?: Generator;
}

/**
 * Max pool whose windows start at random places, a fraction of the size apart: Graham 2014, "Fractional max-pooling", with
 * overlapping pseudo-random regions (torch.nn.functional.fractional_max_pool2d).
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, …outputSize].
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for sizes that leave no room for the windows.
 * @example
 * fractionalMaxPool2d(ones([1, 8, 8]), { kernelSize: 2, outputRatio: 0.7 }).shape; // [1, 5, 5]
 */
export const fractionalMaxPool2d = (x: TensorLike, options: FractionalPoolOptions): Tensor =>
  scope(() => fractional("fractionalMaxPool2d", 2, x, options).values);

/**
 * `fractionalMaxPool2d` of volumes (torch.nn.functional.fractional_max_pool3d).
 * Shapes: [N, C, D, H, W] or [C, D, H, W] → [N, C, …outputSize].
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for sizes that leave no room for the windows.
 * @example
 * fractionalMaxPool3d(ones([1, 6, 6, 6]), { kernelSize: 2, outputSize: [3, 4, 5] }).shape; // [1, 3, 4, 5]
 */
export const fractionalMaxPool3d = (x: TensorLike, options: FractionalPoolOptions): Tensor =>
  scope(() => fractional("fractionalMaxPool3d", 3, x, options).values);

/**
 * `fractionalMaxPool2d` and the place of each element in its image, int32 into the flattened H·W.
 * @example
 * fractionalMaxPool2dWithIndices(tensor([[[1, 2], [3, 4]]]), { kernelSize: 2, outputSize: 1 }).indices; // [[[3]]]
 */
export const fractionalMaxPool2dWithIndices = (x: TensorLike, options: FractionalPoolOptions): Pooled =>
  fractional("fractionalMaxPool2dWithIndices", 2, x, options);

/**
 * `fractionalMaxPool3d` and the place of each element in its volume, int32 into the flattened D·H·W.
 * @example
 * fractionalMaxPool3dWithIndices(arange(8).reshape([1, 2, 2, 2]), { kernelSize: 2, outputSize: 1 }).indices; // [[[[7]]]]
 */
export const fractionalMaxPool3dWithIndices = (x: TensorLike, options: FractionalPoolOptions): Pooled =>
  fractional("fractionalMaxPool3dWithIndices", 3, x, options);

function fractional(op: string, axes: number, x: TensorLike, options: FractionalPoolOptions): Pooled {
  const t = asTensor(x, op);
  const space = spatialSizes(op, t, axes);
  const kernel = perAxis(op, "kernelSize", options.kernelSize, axes, 1);
  const sizes = outputSizes(op, space, options);
  if (sizes.some((n, i) => n + kernel[i]! - 1 > space[i]!))
    throw badArgument(op, { outputSize: sizes, kernelSize: kernel, x: t }, "a smaller kernel or result");
  const images = t.shape.slice(0, -axes);
  const given = asOptional(options.samples, op);
  const drawn = [...(images.length === 1 ? [1] : []), ...images, axes];
  if (given !== undefined && !sameShape(given.shape, drawn))
    throw badShape(op, { samples: given, x: t }, `samples ${showShape(drawn)}`);
  const [values, indices] = onImages([t], axes, (batch) => {
    const { backend } = t;
    const samples = given ?? uniform(drawn, { backend, ...(options.generator && { generator: options.generator }) });
    const rows = reshape(toDType(samples.detach(), "float32"), [-1, axes]); // [N·C, axes]
    const pooled = maxOver(
      batch!,
      space.map((length, i) => {
        const starts = windowStarts(narrow(rows, 1, i, 1), length - kernel[i]!, sizes[i]!);
        const within = iota([1, 1, kernel[i]!], 2, { backend });
        return add(reshape(starts, [...starts.shape, 1]), within); // [N·C, O, K]
      }),
    );
    return [pooled.values, pooled.indices];
  });
  return { values: values!, indices: indices! };
}

/** floor((i + u)·α) − floor(u·α) for samples u [M, 1], the last at the end: int32 [M, count]. */
function windowStarts(u: Tensor, end: number, count: number): Tensor {
  const { backend } = u;
  const i = iota([u.shape[0]!, count], 1, { backend });
  const step = count > 1 ? end / (count - 1) : 0;
  const reach = toDType(mul(add(u, i), step).floor(), "int32");
  const starts = sub(reach, toDType(mul(u, step).floor(), "int32"));
  return where(less(i, count - 1), minimum(starts, end), end); // rounding must not lead out of the image
}

function outputSizes(op: string, space: readonly number[], options: FractionalPoolOptions): number[] {
  const { outputSize, outputRatio } = options;
  if ((outputSize === undefined) === (outputRatio === undefined))
    throw badArgument(op, { outputSize, outputRatio }, "one of outputSize and outputRatio");
  if (outputSize !== undefined) return perAxis(op, "outputSize", outputSize, space.length, 1);
  const ratios = typeof outputRatio === "number" ? space.map(() => outputRatio) : outputRatio!;
  if (ratios.length !== space.length || ratios.some((ratio) => !(ratio > 0 && ratio < 1)))
    throw badArgument(op, { outputRatio }, `a number between 0 and 1, or ${space.length} of them`);
  return perAxis(
    op,
    "outputSize",
    space.map((length, i) => Math.floor(length * ratios[i]!)),
    space.length,
    1,
  );
}
