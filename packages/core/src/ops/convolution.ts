import { type FusedFunction, fusedOp } from "../engine/fused-op.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import type { ConvAttributes } from "../seam/fused.js";
import { windowCount } from "../seam/infer.js";
import { sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add } from "./binary.js";
import { multiply } from "./matmul.js";
import { flip, permute, reshape } from "./movement.js";
import { pad } from "./pad.js";
import { windows } from "./windows.js";

/** x [N, C, …S], weight [O, C/groups, …K] → [N, O, …S′]: a grouped convolution over any number of spatial axes. */
const convolve: FusedFunction<"conv"> = fusedOp("conv", {
  compose: ([x, w], attributes) => [asMatmul(x!, w!, attributes)],
  inputs: [0, 1],
  vjp: ([g], [x, w], _, attributes) => [
    convolve([g!, mirrored(w!, attributes.groups)], towardsInput(x!, w!, g!, attributes))[0],
    weightGradient(g!, x!, w!, attributes),
  ],
});

/** Patches of x as rows, one matrix product per group (im2col; Chellapilla et al. 2006). */
function asMatmul(x: Tensor, w: Tensor, { stride, padding, dilation, inputDilation, groups }: ConvAttributes): Tensor {
  const [batch, channels] = x.shape as [number, number];
  const [outputs, , ...kernel] = w.shape as [number, number, ...number[]];
  const none = [0, 0];
  let patches = pad(x, {
    lo: [...none, ...padding.map(([lo]) => lo)],
    hi: [...none, ...padding.map(([, hi]) => hi)],
    interior: [...none, ...inputDilation.map((d) => d - 1)],
  });
  kernel.forEach((size, i) => {
    patches = windows(patches, 2 + i, size, stride[i]!, dilation[i]!);
  }); // [N, C, …S′, …K]
  const spatial = patches.shape.slice(2, 2 + kernel.length);
  const area = kernel.reduce((a, b) => a * b, 1);
  const count = spatial.reduce((a, b) => a * b, 1);
  const perGroup = channels / groups;
  if (groups === 1) {
    const axes = patches.shape.map((_, i) => i);
    const order = [0, ...axes.slice(2, 2 + kernel.length), 1, ...axes.slice(2 + kernel.length)];
    const rows = reshape(permute(patches, order), [batch * count, channels * area]); // [N·S′, C·K]
    const product = multiply(rows, reshape(w, [outputs, channels * area]), false, true); // [N·S′, O]
    return channelsFirst(product, batch, spatial, outputs);
  }
  const grouped = reshape(patches, [batch, groups, perGroup, count, area]);
  const rows = reshape(permute(grouped, [1, 0, 3, 2, 4]), [groups, batch * count, perGroup * area]); // [G, N·S′, C/G·K]
  const product = multiply(rows, reshape(w, [groups, outputs / groups, perGroup * area]), false, true); // [G, N·S′, O/G]
  const merged = reshape(permute(product, [1, 0, 2]), [batch * count, outputs]);
  return channelsFirst(merged, batch, spatial, outputs);
}

/** [N·S, O] → [N, O, …S] */
function channelsFirst(rows: Tensor, batch: number, spatial: readonly number[], channels: number): Tensor {
  const last = reshape(rows, [batch, ...spatial, channels]);
  return permute(last, [0, spatial.length + 1, ...spatial.map((_, i) => i + 1)]);
}

/** [O, C/G, …K] → [C, O/G, …K] with the kernel turned around: the weight of the convolution that carries g back to x. */
function mirrored(w: Tensor, groups: number): Tensor {
  const turned = flip(
    w,
    w.shape.slice(2).map((_, i) => i + 2),
  );
  return swapWithinGroups(turned, groups, 0, 1);
}

/** Exchanges axis `a` = [G·m] and axis `b` = [n] into [G·n] and [m]. */
function swapWithinGroups(x: Tensor, groups: number, a: 0, b: 1): Tensor {
  if (groups === 1) return permute(x, [b, a, ...x.shape.slice(2).map((_, i) => i + 2)]);
  const [gm, n, ...rest] = x.shape as [number, number, ...number[]];
  const split = reshape(x, [groups, gm / groups, n, ...rest]);
  const swapped = permute(split, [0, 2, 1, ...rest.map((_, i) => i + 3)]);
  return reshape(swapped, [groups * n, gm / groups, ...rest]);
}

/** The convolution from g to the gradient of x: stride and input dilation change places, padding makes sizes meet. */
function towardsInput(x: Tensor, w: Tensor, g: Tensor, attributes: ConvAttributes): ConvAttributes {
  const { stride, padding, dilation, inputDilation, groups } = attributes;
  const padded = stride.map((s, i): [number, number] => {
    const reach = dilation[i]! * (w.shape[2 + i]! - 1);
    const lo = reach - padding[i]![0];
    const length = (x.shape[2 + i]! - 1) * inputDilation[i]! + 1; // of x with its zeros between
    const spread = (g.shape[2 + i]! - 1) * s + 1;
    return [lo, length + reach - lo - spread];
  });
  return { stride: inputDilation, padding: padded, dilation, inputDilation: stride, groups };
}

/** dw: x convolved with g, batch and channels exchanged within each group; stride and dilation change places. */
function weightGradient(g: Tensor, x: Tensor, w: Tensor, attributes: ConvAttributes): Tensor {
  const { stride, padding, dilation, inputDilation, groups } = attributes;
  const [batch, channels] = x.shape as [number, number];
  const outputs = g.shape[1]!;
  const space = x.shape.slice(2);
  const across = space.map((_, i) => i + 3);
  // x: [N, G, C/G, …S] → [C/G, G·N, …S]; g: [N, G·O/G, …S′] → [G·O/G, N, …S′]
  const images = reshape(permute(reshape(x, [batch, groups, channels / groups, ...space]), [2, 1, 0, ...across]), [
    channels / groups,
    groups * batch,
    ...space,
  ]);
  const kernels = permute(g, [1, 0, ...space.map((_, i) => i + 2)]);
  const grown = padding.map(([lo], i): [number, number] => {
    const length = (space[i]! - 1) * inputDilation[i]! + 1;
    const reach = stride[i]! * (g.shape[2 + i]! - 1) + 1;
    return [lo, (w.shape[2 + i]! - 1) * dilation[i]! + reach - length - lo];
  });
  const slopes = convolve([images, kernels], {
    stride: dilation,
    padding: grown,
    dilation: stride,
    inputDilation,
    groups,
  })[0]!; // [C/G, O, …K]
  return permute(reshape(slopes, [channels / groups, outputs, ...w.shape.slice(2)]), [
    1,
    0,
    ...space.map((_, i) => i + 2),
  ]);
}

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

export interface ConvOptions {
  /** Added to each output channel: [O]. */
  readonly bias?: TensorLike;
  /** Step between windows; default 1. */
  readonly stride?: PerAxis;
  /** Zeros around the image, or "same" to keep its size (stride 1); default 0. */
  readonly padding?: PerAxis | "same";
  /** Distance between the kernel's elements; default 1. */
  readonly dilation?: PerAxis;
  /** Channels are cut into this many groups that do not see each other; default 1. */
  readonly groups?: number;
}

/**
 * 2-d convolution (cross-correlation, as torch.nn.functional.conv2d).
 * Shapes: x [N, C, H, W], weight [O, C/groups, KH, KW], bias [O] → [N, O, H′, W′] with
 * H′ = floor((H + 2·padding − dilation·(KH − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` when ranks, channels or groups do not fit, or the kernel is larger than the image.
 * @example
 * conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])); // [[[[4, 4], [4, 4]]]]
 */
export function conv2d(x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor {
  const t = asTensor(x, "conv2d");
  const w = asTensor(weight, "conv2d");
  const { groups = 1 } = options;
  if (!Number.isInteger(groups) || groups < 1)
    throw new TenonError("invalid_argument", `conv2d: groups ${groups}`, "an integer ≥ 1", { groups });
  const [, channels, height, width] = t.shape;
  const [outputs, perGroup] = w.shape;
  if (t.rank !== 4 || w.rank !== 4 || channels !== perGroup! * groups || outputs! % groups !== 0)
    throw new TenonError(
      "shape_mismatch",
      `conv2d: x [N, C, H, W] and weight [O, C/groups, KH, KW] were expected, ${showShape(t.shape)} and ${showShape(w.shape)} with groups ${groups} were given`,
      w.rank === 4 ? `x with ${perGroup! * groups} channels, and output channels that ${groups} divides` : "rank 4",
      { x: t.shape, weight: w.shape, groups },
    );
  const bias = options.bias === undefined ? undefined : asTensor(options.bias, "conv2d");
  if (bias !== undefined && !sameShape(bias.shape, [outputs!]))
    throw new TenonError(
      "shape_mismatch",
      `conv2d: bias is ${showShape(bias.shape)}, the output channels are [${outputs}]`,
      `bias of shape [${outputs}]`,
      { bias: bias.shape, weight: w.shape },
    );
  const stride = perAxis("conv2d", "stride", options.stride ?? 1, 2, 1);
  const dilation = perAxis("conv2d", "dilation", options.dilation ?? 1, 2, 1);
  const padding = paddingPairs("conv2d", options.padding ?? 0, w.shape.slice(2), dilation, stride);
  [height!, width!].forEach((size, i) => {
    const [lo, hi] = padding[i]!;
    if (windowCount(size + lo + hi, w.shape[2 + i]!, stride[i]!, dilation[i]!) < 1)
      throw new TenonError(
        "shape_mismatch",
        `conv2d: kernel ${showShape(w.shape.slice(2))} with dilation ${showShape(dilation)} is larger than the padded image ${showShape(t.shape.slice(2))}`,
        "a smaller kernel, or more padding",
        { x: t.shape, weight: w.shape },
      );
  });
  return scope(() => {
    const y = convolve([t, w], { stride, padding, dilation, inputDilation: [1, 1], groups })[0]!;
    return bias === undefined ? y : add(y, reshape(bias, [1, outputs!, 1, 1]));
  });
}

/** A number for each of `count` axes; throws unless all are integers ≥ `least`. */
export function perAxis(op: string, name: string, value: PerAxis, count: number, least: number): number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : [...value];
  if (list.length !== count || list.some((n) => !Number.isInteger(n) || n < least))
    throw new TenonError(
      "invalid_argument",
      `${op}: ${name} ${typeof value === "number" ? value : showShape(value)} does not fit ${count} axes`,
      `an integer ≥ ${least}, or ${count} of them`,
      { [name]: value },
    );
  return list;
}

function paddingPairs(
  op: string,
  padding: PerAxis | "same",
  kernel: readonly number[],
  dilation: readonly number[],
  stride: readonly number[],
): [number, number][] {
  if (padding !== "same") return perAxis(op, "padding", padding, kernel.length, 0).map((n) => [n, n]);
  if (stride.some((s) => s !== 1))
    throw new TenonError("invalid_argument", `${op}: padding "same" with stride ${showShape(stride)}`, "stride 1");
  return kernel.map((size, i) => {
    const total = dilation[i]! * (size - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}
