import { type FusedFunction, fusedOp } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import type { ConvAttributes } from "../seam/fused.js";
import { windowCount } from "../seam/infer.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { multiply } from "./matmul.js";
import { flip, permute, reshape } from "./movement.js";
import { pad } from "./pad.js";
import { concat, split } from "./pieces.js";
import { foldWindows, windows } from "./windows.js";

/** x [N, C, …S], weight [O, C/groups, …K] → [N, O, …S′]: a grouped convolution over any number of spatial axes. */
export const convolve: FusedFunction<"conv"> = /* @__PURE__ */ fusedOp("conv", {
  compose: ([x, w], attributes) => [compose(x!, w!, attributes)],
  inputs: [0, 1],
  vjp: ([g], [x, w], _, attributes) => [
    convolve([g!, mirrored(w!, attributes.groups)], towardsInput(x!, w!, g!, attributes))[0],
    weightGradient(g!, x!, w!, attributes),
  ],
});

/** As many elements of patches are laid out at once, 256 MB in float32; a larger batch is done in parts. */
const MOST_PATCHES = 2 ** 26;

function compose(x: Tensor, w: Tensor, attributes: ConvAttributes): Tensor {
  if (w.rank > 4) return byPlanes(x, w, attributes);
  const { stride, padding, dilation, inputDilation } = attributes;
  const [, channels, ...space] = x.shape as [number, number, ...number[]];
  const [outputs, , ...kernel] = w.shape as [number, number, ...number[]];
  const places = padding.map(([lo, hi], i) => {
    const length = lo + (space[i]! - 1) * inputDilation[i]! + 1 + hi;
    return windowCount(length, kernel[i]!, stride[i]!, dilation[i]!);
  });
  // With zeros between the elements of x there are fewer of them than places in the result.
  const folds = inputDilation.some((d) => d > 1) && stride.every((s) => s === 1) && sizeOf(space) < sizeOf(places);
  const perImage = sizeOf(kernel) * (folds ? outputs * sizeOf(space) : channels * sizeOf(places));
  const part = (images: Tensor) => (folds ? asFold : asMatmul)(images, w, attributes);
  return inParts(x, Math.floor(MOST_PATCHES / perImage), part);
}

/** `compute` on at most `most` images at a time. */
export function inParts(x: Tensor, most: number, compute: (images: Tensor) => Tensor): Tensor {
  if (x.shape[0]! <= Math.max(1, most)) return compute(x);
  return concat(split(x, Math.max(1, most)).map((images) => scope(() => compute(images))));
}

/** Patches of x as rows, one matrix product per group (im2col; Chellapilla et al. 2006). */
function asMatmul(x: Tensor, w: Tensor, { stride, padding, dilation, inputDilation, groups }: ConvAttributes): Tensor {
  const [batch, channels, ...space] = x.shape as [number, number, ...number[]];
  const [outputs, perGroup, ...kernel] = w.shape as [number, number, ...number[]];
  const lead = groups === 1 ? [] : [groups]; // one group needs no axis
  const after = space.map((_, i) => i + 2);
  const byGroup =
    groups === 1 ? x : permute(reshape(x, [batch, groups, channels / groups, ...space]), [1, 0, ...after, x.rank]);
  const around = [...lead, batch, perGroup].map(() => 0);
  const padded = pad(byGroup, {
    lo: [...around, ...padding.map(([lo]) => lo)],
    hi: [...around, ...padding.map(([, hi]) => hi)],
    interior: [...around, ...inputDilation.map((d) => d - 1)],
  }); // [G, N, C/G, …S]
  let patches = reshape(padded, [groups * batch, perGroup, ...padded.shape.slice(around.length)]);
  kernel.forEach((size, i) => {
    patches = windows(patches, 2 + i, size, stride[i]!, dilation[i]!);
  }); // [G·N, C/G, …S′, …K]
  const places = patches.shape.slice(2, w.rank);
  const order = [0, ...after, 1, ...after.map((i) => i + kernel.length)];
  const inner = perGroup * sizeOf(kernel);
  const rows = reshape(permute(patches, order), [...lead, batch * sizeOf(places), inner]);
  const filters = reshape(w, [...lead, outputs / groups, inner]);
  const product = multiply(rows, filters, false, true); // [G, N·S′, C/G·K] × [G, O/G, C/G·K]ᵀ → [G, N·S′, O/G]
  const split = reshape(product, [...lead, batch, ...places, outputs / groups]);
  if (groups === 1) return permute(split, [0, 1 + places.length, ...places.map((_, i) => i + 1)]);
  return reshape(permute(split, [1, 0, 2 + places.length, ...after]), [batch, outputs, ...places]);
}

/**
 * Each element of x times the kernel, added up where the copies overlap (col2im): the zeros that inputDilation puts between
 * the elements are never multiplied.
 */
function asFold(x: Tensor, w: Tensor, { padding, dilation, inputDilation, groups }: ConvAttributes): Tensor {
  const [batch, channels, ...space] = x.shape as [number, number, ...number[]];
  const [outputs, perGroup, ...kernel] = w.shape as [number, number, ...number[]];
  const [count, area] = [sizeOf(space), sizeOf(kernel)];
  const after = space.map((_, i) => i + 2);
  const byGroup = permute(reshape(x, [batch, groups, channels / groups, count]), [1, 0, 3, 2]);
  const rows = reshape(byGroup, [groups, batch * count, perGroup]);
  const turned = reshape(flip(w, after), [groups, outputs / groups, perGroup, area]);
  const filters = reshape(permute(turned, [0, 2, 1, 3]), [groups, perGroup, (outputs / groups) * area]);
  const product = multiply(rows, filters, false, false); // [G, N·S, C/G] × [G, C/G, O/G·K] → [G, N·S, O/G·K]
  const copies = permute(reshape(product, [groups, batch, count, outputs / groups, area]), [1, 0, 3, 2, 4]);
  let y = reshape(copies, [batch, outputs, ...space, ...kernel]);
  for (let i = space.length - 1; i >= 0; i--) {
    const length = (space[i]! - 1) * inputDilation[i]! + dilation[i]! * (kernel[i]! - 1) + 1;
    y = foldWindows(y, 2 + i, length, inputDilation[i]!, dilation[i]!);
  }
  const reach = (i: number) => dilation[i]! * (kernel[i]! - 1);
  return pad(y, {
    lo: [0, 0, ...padding.map(([lo], i) => lo - reach(i))],
    hi: [0, 0, ...padding.map(([, hi], i) => hi - reach(i))],
  });
}

/**
 * Windows of the first spatial axis become channels and its places become images, so that one axis less is left: backends
 * limit the rank of tensors.
 */
function byPlanes(x: Tensor, w: Tensor, attributes: ConvAttributes): Tensor {
  const [batch, channels, , ...space] = x.shape as [number, number, number, ...number[]];
  const [outputs, perGroup, size, ...kernel] = w.shape as [number, number, number, ...number[]];
  const { stride, padding, dilation, inputDilation, groups } = attributes;
  const along = (n: number) => x.shape.map((_, i) => (i === 2 ? n : 0));
  const [[lo, hi], ...paddings] = padding as [[number, number], ...[number, number][]]; // one pair per axis
  const padded = pad(x, { lo: along(lo), hi: along(hi), interior: along(inputDilation[0]! - 1) });
  const planes = windows(padded, 2, size, stride[0]!, dilation[0]!); // [N, C, D′, H, W, KD]
  const count = planes.shape[2]!;
  const order = [0, 2, 1, x.rank, ...space.map((_, i) => i + 3)];
  const images = reshape(permute(planes, order), [batch * count, channels * size, ...space]); // [N·D′, C·KD, H, W]
  const y = compose(images, reshape(w, [outputs, perGroup * size, ...kernel]), {
    stride: stride.slice(1),
    padding: paddings,
    dilation: dilation.slice(1),
    inputDilation: inputDilation.slice(1),
    groups,
  }); // [N·D′, O, H′, W′]
  const apart = reshape(y, [batch, count, ...y.shape.slice(1)]);
  return permute(apart, [0, 2, 1, ...space.map((_, i) => i + 3)]);
}

/** [O, C/G, …K] → [C, O/G, …K] with the kernel turned around: the weight of the convolution that carries g back to x. */
export function mirrored(w: Tensor, groups: number): Tensor {
  const [outputs, perGroup, ...kernel] = w.shape as [number, number, ...number[]];
  const spatial = kernel.map((_, i) => i + 2);
  const turned = flip(w, spatial);
  if (groups === 1) return permute(turned, [1, 0, ...spatial]);
  const split = reshape(turned, [groups, outputs / groups, perGroup, ...kernel]);
  return reshape(permute(split, [0, 2, 1, ...spatial.map((i) => i + 1)]), [
    groups * perGroup,
    outputs / groups,
    ...kernel,
  ]);
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

/**
 * dw: x convolved with g, batch and channels exchanged within each group; stride and dilation change places. Where zeros lie
 * between the elements of x, g is the image and x the kernel, which finds dw turned around.
 */
function weightGradient(g: Tensor, x: Tensor, w: Tensor, attributes: ConvAttributes): Tensor {
  const { stride, padding, dilation, inputDilation, groups } = attributes;
  const swaps = sizeOf(inputDilation) > sizeOf(stride);
  const [image, kernel] = swaps ? [g, x] : [x, g];
  const [between, apart] = swaps ? [stride, inputDilation] : [inputDilation, stride];
  const [batch, channels, ...space] = image.shape as [number, number, ...number[]];
  const after = space.map((_, i) => i + 2);
  // image: [N, G, C/G, …S] → [C/G, G·N, …S]; kernel: [N, G·O/G, …S′] → [G·O/G, N, …S′]
  const split = reshape(image, [batch, groups, channels / groups, ...space]);
  const images = reshape(permute(split, [2, 1, 0, ...after.map((i) => i + 1)]), [
    channels / groups,
    groups * batch,
    ...space,
  ]);
  const padded = padding.map(([before], i): [number, number] => {
    const span = (w.shape[2 + i]! - 1) * dilation[i]!;
    const lo = swaps ? span - before : before;
    const length = (space[i]! - 1) * between[i]! + 1;
    const reach = apart[i]! * (kernel.shape[2 + i]! - 1) + 1;
    return [lo, span + reach - length - lo];
  });
  const slopes = convolve([images, permute(kernel, [1, 0, ...after])], {
    stride: dilation,
    padding: padded,
    dilation: apart,
    inputDilation: between,
    groups,
  })[0]!; // [C/G, O, …K], swapped: [O/G, C, …K]
  if (!swaps) return permute(slopes, [1, 0, ...after]);
  const [outputs, perGroup, ...size] = w.shape as [number, number, ...number[]];
  const turned = reshape(flip(slopes, after), [outputs / groups, groups, perGroup, ...size]);
  return reshape(permute(turned, [1, 0, 2, ...after.map((i) => i + 1)]), w.shape);
}
