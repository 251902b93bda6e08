import type { FusedFunction } from "../engine/fused-op.js";
import { reshape, transpose } from "../ops/movement.js";
import type { FusedAttributes, FusedName } from "../seam/fused.js";
import type { Tensor } from "../tensor.js";
import { type Batched, mapped } from "./batched.js";

/** The fused op on `size` examples at once, or undefined where its composition has to do; not all inputs are unmapped. */
type FusedRule<K extends FusedName> = (
  again: FusedFunction<K>,
  inputs: readonly Batched[],
  attributes: FusedAttributes[K],
  size: number,
) => (() => Tensor[]) | undefined;

/** Fused ops that run on a batch in one call. The others are composed, which is as right and may be slower. */
const FUSED_RULES: { readonly [K in FusedName]?: FusedRule<K> } = {
  softmax:
    (again, [x], { axis }) =>
    () =>
      again([x!.tensor], { axis: axis + 1 }),
  logSoftmax:
    (again, [x], { axis }) =>
    () =>
      again([x!.tensor], { axis: axis + 1 }),
  softmaxBackward:
    (again, inputs, { axis }, size) =>
    () =>
      again(all(inputs, size), { axis: axis + 1 }),
  logSoftmaxBackward:
    (again, inputs, { axis }, size) =>
    () =>
      again(all(inputs, size), { axis: axis + 1 }),
  crossEntropy: folding,
  crossEntropyBackward: folding,
  linear: (again, inputs, attributes) => sharing(again, inputs, attributes),
  layerNorm: (again, inputs, { axes, epsilon }) => sharing(again, inputs, { axes: axes.map((a) => a + 1), epsilon }),
  attention: (again, inputs, attributes, size) => leading(again, inputs, 3, attributes, size),
  attentionBackward: (again, inputs, attributes, size) => leading(again, inputs, 6, attributes, size),
  conv: (again, inputs, attributes, size) => () => [conv(again, inputs, attributes, size)],
  maxPool: folding,
  maxPoolBackward: folding,
  avgPool: folding,
  avgPoolBackward: folding,
};

/** The rule of an op for these inputs. */
export function fusedRule<K extends FusedName>(
  name: K,
  again: FusedFunction<K>,
  inputs: readonly Batched[],
  attributes: FusedAttributes[K],
  size: number,
): (() => Tensor[]) | undefined {
  return size === 0 ? undefined : FUSED_RULES[name]?.(again, inputs, attributes, size);
}

const all = (inputs: readonly Batched[], size: number) => inputs.map((x) => mapped(x, size));

/** Ops on any leading axes whose weights are equal for all examples. */
function sharing<K extends FusedName>(
  again: FusedFunction<K>,
  [x, ...weights]: readonly Batched[],
  attributes: FusedAttributes[K],
): (() => Tensor[]) | undefined {
  if (weights.some((w) => w.isMapped)) return undefined;
  return () =>
    again(
      [x!, ...weights].map(({ tensor }) => tensor),
      attributes,
    );
}

/** Ops on any leading axes, which are equal; `count` inputs, because a mask behind them may have fewer axes. */
function leading<K extends FusedName>(
  again: FusedFunction<K>,
  inputs: readonly Batched[],
  count: number,
  attributes: FusedAttributes[K],
  size: number,
): (() => Tensor[]) | undefined {
  return inputs.length > count ? undefined : () => again(all(inputs, size), attributes);
}

/** [B, N, ...] as one batch [B·N, ...], and back. */
function folding<K extends FusedName>(
  again: FusedFunction<K>,
  inputs: readonly Batched[],
  attributes: FusedAttributes[K],
  size: number,
): () => Tensor[] {
  return () => again(all(inputs, size).map(fold), attributes).map((y) => unfold(y, size));
}

function fold(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)]);
}

function unfold(x: Tensor, size: number): Tensor {
  return reshape(x, [size, x.shape[0]! / size, ...x.shape.slice(1)]);
}

/** One weight: one larger batch. A weight for each example: more output channels, in groups of their own if x differs too. */
function conv(
  again: FusedFunction<"conv">,
  [x, w]: readonly Batched[],
  attributes: FusedAttributes["conv"],
  size: number,
): Tensor {
  if (!w!.isMapped) return unfold(again([fold(x!.tensor), w!.tensor], attributes)[0]!, size);
  const { groups } = attributes;
  const isShared = !x!.isMapped && groups === 1;
  const images = isShared ? x!.tensor : beside(mapped(x!, size)); // [N, C, …S] or [N, B·C, …S]
  const kernels = fold(w!.tensor); // [B·O, C/groups, …K]
  const y = again([images, kernels], { ...attributes, groups: isShared ? 1 : groups * size })[0]!; // [N, B·O, …S′]
  const [count, channels, ...space] = y.shape as [number, number, ...number[]]; // as the op returns
  return transpose(reshape(y, [count, size, channels / size, ...space]), 0, 1);
}

/** [B, N, C, ...] → [N, B·C, ...] */
function beside(x: Tensor): Tensor {
  const [size, count, channels, ...space] = x.shape as [number, number, number, ...number[]]; // as conv takes them
  return reshape(transpose(x, 0, 1), [count, size * channels, ...space]);
}
