import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { toDType } from "../ops/cast.js";
import { broadcastTo, permute, reshape } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import { isFloat, promote } from "../seam/dtype.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { contractPair, inOrder, type Labelled, sizesOf } from "./contract.js";
import { type Equation, readEquation } from "./equation.js";
import { diagonalOf } from "./matrices.js";

/**
 * Sums of products by Einstein's convention, in NumPy's notation: repeated labels in one term take the diagonal, "..." stands for
 * axes that broadcast, and without "->" the result has the labels that stand once, in alphabetical order (torch.einsum).
 * Pairs are contracted as matrix products, each time the pair that takes the fewest multiplications.
 *
 * @throws TenonError `invalid_argument` for an equation that cannot be read; `shape_mismatch` when it does not fit the tensors.
 * @example
 * const a = tensor([[1, 2], [3, 4]]);
 * einsum("ij,jk->ik", a, a); // [[7, 10], [15, 22]]
 * einsum("ii", a); // 5
 * einsum("...ij->...ji", a); // [[1, 3], [2, 4]]
 */
export function einsum(equation: string, ...tensors: readonly TensorLike[]): Tensor {
  const given = tensors.map((x) => asTensor(x, "einsum"));
  if (given.length === 0)
    throw new TenonError("invalid_argument", "einsum: no tensors were given", "one tensor for each term", { equation });
  const shapes = given.map((x) => x.shape);
  const parsed = readEquation(equation, shapes);
  return scope(() => {
    const meeting = given.map((x) => x.dtype).reduce(promote);
    const dtype = isFloat(meeting) ? meeting : "int32";
    let operands = given.map((x, i) => simplify(toDType(x, dtype), parsed.inputs[i]!, i, parsed));
    while (operands.length > 1) operands = contractBest(operands, parsed.output);
    const last = sumOut(operands[0]!, (label) => !parsed.output.includes(label)); // left by a partner that only stretched
    const labels = parsed.output.filter((label) => last.labels.includes(label));
    const result = stretch(inOrder(last, labels), labels, parsed);
    return given.includes(result) ? result.alias() : result;
  });
}

/** Takes diagonals, drops axes that only stretch, and sums over labels that nobody else names. */
function simplify(
  tensor: Tensor,
  labels: readonly string[],
  index: number,
  { inputs, output, sizes }: Equation,
): Labelled {
  let x = diagonals({ tensor, labels });
  const others = new Set(inputs.flatMap((other, i) => (i === index ? [] : other)));
  const stretched = x.labels.filter((label, i) => x.tensor.shape[i] === 1 && sizes.get(label) !== 1);
  if (stretched.length > 0) x = without(x, stretched, (t, kept) => reshape(t, kept));
  return sumOut(x, (label) => !others.has(label) && !output.includes(label));
}

function sumOut(x: Labelled, isSummed: (label: string) => boolean): Labelled {
  const axes = x.labels.flatMap((label, i) => (isSummed(label) ? [i] : []));
  return axes.length === 0 ? x : without(x, x.labels.filter(isSummed), (t) => sum(t, { axis: axes }));
}

function without(
  { tensor, labels }: Labelled,
  dropped: readonly string[],
  f: (x: Tensor, shape: readonly number[]) => Tensor,
): Labelled {
  const kept = labels.flatMap((label, i) => (dropped.includes(label) ? [] : [i]));
  return {
    tensor: f(
      tensor,
      kept.map((i) => tensor.shape[i]!),
    ),
    labels: kept.map((i) => labels[i]!),
  };
}

/** Equal labels become one axis, the diagonal, at the end. */
function diagonals({ tensor, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, i) => labels.indexOf(label) !== i);
  if (second < 0) return { tensor, labels };
  const first = labels.indexOf(labels[second]!);
  const rest = labels.flatMap((_, i) => (i === first || i === second ? [] : [i]));
  const diagonal = diagonalOf(permute(tensor, [...rest, first, second]));
  return diagonals({ tensor: diagonal, labels: [...rest.map((i) => labels[i]!), labels[second]!] });
}

/** Contracts the pair that takes the fewest products; pairs without a common label only where there is no other. */
function contractBest(operands: readonly Labelled[], output: readonly string[]): Labelled[] {
  let best = { cost: Number.POSITIVE_INFINITY, i: 0, j: 1 };
  for (const [i, a] of operands.entries())
    for (const [j, b] of operands.entries()) {
      if (j <= i) continue;
      const products = sizeOf([...sizesOf(a, b).values()]);
      const cost = a.labels.some((label) => b.labels.includes(label)) ? products : products + 2 ** 53;
      if (cost < best.cost) best = { cost, i, j };
    }
  const rest = operands.filter((_, k) => k !== best.i && k !== best.j);
  const kept = new Set([...output, ...rest.flatMap(({ labels }) => labels)]);
  return [...rest, contractPair(operands[best.i]!, operands[best.j]!, (label) => kept.has(label))];
}

/** Puts back labels of the output whose axes were dropped because they only stretch. */
function stretch(x: Tensor, labels: readonly string[], { output, sizes }: Equation): Tensor {
  if (labels.length === output.length) return x;
  const present = output.map((label) => (labels.includes(label) ? sizes.get(label)! : 1));
  return broadcastTo(
    reshape(x, present),
    output.map((label) => sizes.get(label)!),
  );
}
