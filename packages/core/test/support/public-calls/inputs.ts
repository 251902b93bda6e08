import { tensor, Variable, zeros } from "../../../src/index.js";
import { sample } from "../samples.js";

/** Inputs that the calls below share; floats require gradients. */
export function publicInputs() {
  const leaf = (shape: readonly number[], seed: number) =>
    sample(shape, seed, { dtype: "float32", requiresGrad: true });
  return {
    x: leaf([2, 3], 1),
    y: leaf([3], 2),
    m: leaf([3, 2], 3),
    image: leaf([2, 2, 4, 4], 4),
    kernel: leaf([2, 1, 2, 2], 5),
    i: tensor([2, 0, 2], { dtype: "int32" }),
    small: tensor([[1, 0]], { dtype: "uint8" }),
    positions: tensor([[0, 2], [1, 1]], { dtype: "int32" }), // biome-ignore format: rows
    updates: leaf([2, 2], 6),
    b: tensor([true, false, true]),
    half: sample([3], 7, { dtype: "float16", requiresGrad: true }),
    running: new Variable(tensor([1, 1])),
    weights: leaf([4, 4], 8),
    bias: leaf([2], 9),
    positive: tensor([[4, 1], [1, 3]], { requiresGrad: true }), // biome-ignore format: rows
    plain: sample([2, 3], 10, { dtype: "float32" }),
    row: sample([3], 11, { dtype: "float32" }),
    quarter: tensor(0.25, { requiresGrad: true }),
    classes: tensor([0, 2], { dtype: "int8" }),
    keys: leaf([2, 1, 4, 4], 12),
    sequence: leaf([2, 1, 3], 13),
    one: tensor([1], { dtype: "int32" }),
    grid: leaf([2, 1, 2, 2], 14),
    theta: leaf([1, 2, 3], 15),
    channels: leaf([4, 1, 2], 16),
    spatial: { 1: spatial([4]), 2: spatial([4, 4]), 3: spatial([2, 3, 4]) },
  };
}

/** Images of two channels with `size` pixels, kernels for two groups, and a place in the image for each element. */
function spatial(size: readonly number[]) {
  const leaf = (shape: readonly number[], seed: number) =>
    sample(shape, seed, { dtype: "float32", requiresGrad: true });
  const kernel = size.map((n) => Math.min(n, 2));
  return {
    images: leaf([2, 2, ...size], 12),
    image: leaf([2, ...size], 13),
    kernel: leaf([2, 1, ...kernel], 14),
    full: leaf([2, 2, ...kernel], 15),
    places: zeros([2, 2, ...size], { dtype: "int32" }),
  };
}

export type Inputs = ReturnType<typeof publicInputs>;

/** Calls of every public function of a family; several where paths differ. */
export type Calls = Readonly<Record<string, readonly ((inputs: Inputs) => unknown)[]>>;
