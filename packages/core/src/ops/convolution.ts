import { badArgument, badShape, checkInteger } from "../checks.js";
import { promote } from "../seam/dtype.js";
import { windowCount } from "../seam/infer.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add } from "./binary.js";
import { toDType } from "./cast.js";
import { convolve, mirrored } from "./convolve.js";
import { reshape } from "./movement.js";
import { imageLayout, onImages, type PerAxis, perAxis, spatialSizes } from "./spatial.js";

/** Zeros around each spatial axis: one number for all, or per axis one for both ends or [before, after]. */
export type ConvPadding = number | readonly (number | readonly [number, number])[];

interface SharedOptions {
  /** Added to each output channel: [O]. */
  readonly bias?: TensorLike;
  /** Step between windows; default 1. */
  readonly stride?: PerAxis;
  /** Distance between the kernel's elements; default 1. */
  readonly dilation?: PerAxis;
  /** Channels are cut into this many groups that do not see each other; default 1. */
  readonly groups?: number;
}

export interface ConvOptions extends SharedOptions {
  /** Zeros around the image, "same" to keep its size (stride 1), or "valid" for none; default 0. */
  readonly padding?: ConvPadding | "same" | "valid";
}

export interface ConvTransposeOptions extends SharedOptions {
  /** What the convolution that this one transposes was padded with: cut off the result; default 0. */
  readonly padding?: ConvPadding;
  /** Added to the end of each axis of the result, below the stride or the dilation; default 0. */
  readonly outputPadding?: PerAxis;
}

/**
 * 1-d convolution (cross-correlation, as torch.nn.functional.conv1d).
 * Shapes: x [N, C, L] or [C, L], weight [O, C/groups, K], bias [O] → [N, O, L′] with
 * L′ = floor((L + 2·padding − dilation·(K − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or the kernel is larger than the signal.
 * @example
 * conv1d(tensor([[1, 2, 4]]), tensor([[[-1, 1]]])); // [[1, 2]]
 */
export const conv1d = (x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor =>
  convolution("conv1d", 1, x, weight, options);

/**
 * 2-d convolution (cross-correlation, as torch.nn.functional.conv2d).
 * Shapes: x [N, C, H, W] or [C, H, W], weight [O, C/groups, KH, KW], bias [O] → [N, O, H′, W′] with
 * H′ = floor((H + 2·padding − dilation·(KH − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or the kernel is larger than the image.
 * @example
 * conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])); // [[[[4, 4], [4, 4]]]]
 */
export const conv2d = (x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor =>
  convolution("conv2d", 2, x, weight, options);

/**
 * 3-d convolution (cross-correlation, as torch.nn.functional.conv3d).
 * Shapes: x [N, C, D, H, W] or [C, D, H, W], weight [O, C/groups, KD, KH, KW], bias [O] → [N, O, D′, H′, W′], as `conv2d`.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or the kernel is larger than the volume.
 * @example
 * conv3d(ones([1, 1, 2, 2, 2]), ones([1, 1, 2, 2, 2])); // [[[[[8]]]]]
 */
export const conv3d = (x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor =>
  convolution("conv3d", 3, x, weight, options);

/**
 * Transposed 1-d convolution, the gradient of `conv1d` towards its input (torch.nn.functional.conv_transpose1d).
 * Shapes: x [N, C, L] or [C, L], weight [C, O/groups, K], bias [O] → [N, O, L′] with
 * L′ = (L − 1)·stride − 2·padding + dilation·(K − 1) + outputPadding + 1.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or nothing is left of the result.
 * @example
 * convTranspose1d(tensor([[1, 2]]), tensor([[[1, 10]]]), { stride: 2 }); // [[1, 10, 2, 20]]
 */
export const convTranspose1d = (x: TensorLike, weight: TensorLike, options: ConvTransposeOptions = {}): Tensor =>
  transposed("convTranspose1d", 1, x, weight, options);

/**
 * Transposed 2-d convolution, the gradient of `conv2d` towards its input (torch.nn.functional.conv_transpose2d).
 * Shapes: x [N, C, H, W] or [C, H, W], weight [C, O/groups, KH, KW], bias [O] → [N, O, H′, W′] with
 * H′ = (H − 1)·stride − 2·padding + dilation·(KH − 1) + outputPadding + 1.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or nothing is left of the result.
 * @example
 * convTranspose2d(ones([1, 1, 2, 2]), ones([1, 1, 2, 2])); // [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]]
 */
export const convTranspose2d = (x: TensorLike, weight: TensorLike, options: ConvTransposeOptions = {}): Tensor =>
  transposed("convTranspose2d", 2, x, weight, options);

/**
 * Transposed 3-d convolution, the gradient of `conv3d` towards its input (torch.nn.functional.conv_transpose3d).
 * Shapes: x [N, C, D, H, W] or [C, D, H, W], weight [C, O/groups, KD, KH, KW] → [N, O, D′, H′, W′], as `convTranspose2d`.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or nothing is left of the result.
 * @example
 * convTranspose3d(ones([1, 1, 1, 1, 1]), ones([1, 2, 1, 2, 2]), { stride: 2 }).shape; // [1, 2, 1, 2, 2]
 */
export const convTranspose3d = (x: TensorLike, weight: TensorLike, options: ConvTransposeOptions = {}): Tensor =>
  transposed("convTranspose3d", 3, x, weight, options);

interface Settings {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

function convolution(op: string, axes: number, x: TensorLike, weight: TensorLike, options: ConvOptions): Tensor {
  const { t, w, bias, settings } = checked(op, axes, x, weight, options, false);
  const padding = paddingPairs(op, options.padding ?? 0, w.shape.slice(2), settings);
  const fits = (size: number, i: number) => {
    const [lo, hi] = padding[i]!;
    return windowCount(size + lo + hi, w.shape[2 + i]!, settings.stride[i]!, settings.dilation[i]!) > 0;
  };
  if (!t.shape.slice(-axes).every(fits))
    throw badShape(op, { x: t, weight: w, dilation: settings.dilation }, "a kernel that fits the padded image");
  return finished(axes, t, w, bias, (image, kernel) => {
    const inputDilation = settings.stride.map(() => 1);
    return convolve([image, kernel], { ...settings, padding, inputDilation })[0]!;
  });
}

/** Zeros between the elements of x, then the kernel turned around: Dumoulin & Visin 2016, §4. */
function transposed(
  op: string,
  axes: number,
  x: TensorLike,
  weight: TensorLike,
  options: ConvTransposeOptions,
): Tensor {
  const { t, w, bias, settings } = checked(op, axes, x, weight, options, true);
  const { stride, dilation, groups } = settings;
  const extra = perAxis(op, "outputPadding", options.outputPadding ?? 0, axes, 0);
  if (extra.some((n, i) => n >= Math.max(stride[i]!, dilation[i]!)))
    throw badArgument(op, { outputPadding: extra, stride, dilation }, "outputPadding below the stride or the dilation");
  const padding = paddingPairs(op, options.padding ?? 0, w.shape.slice(2), settings).map(
    ([lo, hi], i): [number, number] => {
      const reach = dilation[i]! * (w.shape[2 + i]! - 1);
      return [reach - lo, reach - hi + extra[i]!];
    },
  );
  const length = (size: number, i: number) =>
    (size - 1) * stride[i]! + 1 + padding[i]![0] + padding[i]![1] - dilation[i]! * (w.shape[2 + i]! - 1);
  if (t.shape.slice(-axes).some((size, i) => length(size, i) < 1))
    throw badShape(op, { x: t, weight: w }, "padding that leaves some of the result");
  return finished(axes, t, w, bias, (image, kernel) => {
    const inputDilation = stride;
    const one = stride.map(() => 1);
    return convolve([image, mirrored(kernel, groups)], { stride: one, padding, dilation, inputDilation, groups })[0]!;
  });
}

/** `compute` on a batch in one dtype, and the bias. */
function finished(
  axes: number,
  t: Tensor,
  w: Tensor,
  bias: Tensor | undefined,
  compute: (image: Tensor, kernel: Tensor) => Tensor,
): Tensor {
  const dtype = t.dtype === "bool" && w.dtype === "bool" ? "int32" : promote(t.dtype, w.dtype);
  const [result] = onImages([t], axes, (image) => {
    const y = compute(toDType(image, dtype), toDType(w, dtype));
    return [bias === undefined ? y : add(y, reshape(bias, [1, -1, ...new Array<number>(axes).fill(1)]))];
  });
  return result!;
}

/** The tensors and settings of a convolution; throws where channels, groups or the bias do not fit. */
function checked(
  op: string,
  axes: number,
  x: TensorLike,
  weight: TensorLike,
  options: SharedOptions,
  isTransposed: boolean,
): { t: Tensor; w: Tensor; bias: Tensor | undefined; settings: Settings } {
  const t = asTensor(x, op);
  const w = asTensor(weight, op);
  const { groups = 1 } = options;
  checkInteger(op, "groups", groups, 1);
  spatialSizes(op, t, axes);
  const channels = t.shape[t.rank - axes - 1]!;
  const [first = 0, second = 0] = w.shape;
  const [inputs, outputs] = isTransposed ? [first, second * groups] : [second * groups, first];
  if (w.rank !== axes + 2 || channels !== inputs || first % groups !== 0)
    throw badShape(
      op,
      { x: t, weight: w, groups },
      `x ${imageLayout(axes)}, weight ${imageLayout(axes, isTransposed ? "C, O/groups" : "O, C/groups", "K")}`,
    );
  const bias = asOptional(options.bias, op);
  if (bias !== undefined && !sameShape(bias.shape, [outputs]))
    throw badShape(op, { bias, weight: w }, `bias [${outputs}]`);
  const stride = perAxis(op, "stride", options.stride ?? 1, axes, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, axes, 1);
  return { t, w, bias, settings: { stride, dilation, groups } };
}

/** [before, after] of each axis; "same" puts the odd zero behind. */
function paddingPairs(
  op: string,
  padding: ConvPadding | "same" | "valid",
  kernel: readonly number[],
  { stride, dilation }: Settings,
): [number, number][] {
  if (padding === "same") {
    if (stride.some((s) => s !== 1)) throw badArgument(op, { padding, stride }, 'stride 1 with padding "same"');
    return kernel.map((size, i) => {
      const total = dilation[i]! * (size - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
  const axes = kernel.length;
  const given = padding === "valid" ? 0 : padding;
  const end = (side: 0 | 1) =>
    typeof given === "object" ? given.map((pair) => (typeof pair === "number" ? pair : pair[side])) : given;
  const hi = perAxis(op, "padding", end(1), axes, 0);
  return perAxis(op, "padding", end(0), axes, 0).map((lo, i) => [lo, hi[i]!]);
}
