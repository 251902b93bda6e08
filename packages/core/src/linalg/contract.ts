import { mul } from "../ops/binary.js";
import { multiply } from "../ops/matmul.js";
import { permute, reshape } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";

/** A tensor whose axes have names; no name twice. */
export interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/** The sum of products over the labels that both have and nobody keeps, as one matrix product. */
export function contractPair(a: Labelled, b: Labelled, isKept: (label: string) => boolean): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter(isKept);
  const inner = shared.filter((label) => !isKept(label));
  const outerA = a.labels.filter((label) => !shared.includes(label));
  const outerB = b.labels.filter((label) => !shared.includes(label));
  const sizes = sizesOf(a, b);
  const count = (labels: readonly string[]) => sizeOf(labels.map((label) => sizes.get(label)!));
  const [B, M, N, K] = [count(batch), count(outerA), count(outerB), count(inner)];
  const lead = batch.length > 0 ? [B] : [];
  const x = reshape(inOrder(a, [...batch, ...outerA, ...inner]), [...lead, M, K]);
  const y = reshape(inOrder(b, [...batch, ...outerB, ...inner]), [...lead, N, K]);
  const labels = [...batch, ...outerA, ...outerB];
  const tensor = reshape(
    productOf(x, y, inner.length === 0),
    labels.map((label) => sizes.get(label)!),
  );
  return { tensor, labels };
}

/** x [..., M, K] and y [..., N, K] → [..., M, N]: elementwise where there is nothing to sum or a single row on each side. */
function productOf(x: Tensor, y: Tensor, isOuter: boolean): Tensor {
  if (isOuter) return mul(x, reshape(y, [...y.shape.slice(0, -2), 1, y.shape.at(-2)!]));
  if (x.shape.at(-2) === 1 && y.shape.at(-2) === 1) return sum(mul(x, y), { axis: -1, keepDims: true });
  return multiply(x, y, false, true);
}

/** The size behind each label. */
export function sizesOf(...operands: readonly Labelled[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { tensor, labels } of operands)
    for (const [i, label] of labels.entries()) sizes.set(label, tensor.shape[i]!);
  return sizes;
}

/** The tensor with its axes in the order of `labels`, which are all of its own. */
export function inOrder({ tensor, labels }: Labelled, order: readonly string[]): Tensor {
  return order.every((label, i) => labels[i] === label)
    ? tensor
    : permute(
        tensor,
        order.map((label) => labels.indexOf(label)),
      );
}
