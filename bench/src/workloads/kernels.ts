import { compile, getBackend, matmul, scope, softmax, sum, type Tensor, tensor } from "@tenon/core";
import { numbers } from "../numbers.js";
import type { Run, Workload } from "../workload.js";

const MEBI = 1 << 20;

/** Two n × n matrices. */
export function matmulWorkload(n: number): Workload {
  return {
    name: `matmul ${n}`,
    unit: "GFLOP/s",
    work: (2 * n ** 3) / 1e9,
    prepare() {
      const a = matrix(n, n);
      const b = matrix(n, n, 7);
      return eager(() => matmul(a, b));
    },
  };
}

/** relu(x·a + b) on `mebi` · 2²⁰ elements: op by op, and compiled. Ideal traffic: one read and one write of each element. */
export function reluChain(mebi: number): Workload[] {
  const chain = (x: Tensor) => x.mul(1.5).add(0.5).relu();
  return bothWays(`relu(x*a+b) ${mebi}M`, (8 * mebi * MEBI) / 1e9, () => tensor(numbers(mebi * MEBI)), chain);
}

export const sum16M: Workload = {
  name: "sum 16M",
  unit: "GB/s",
  work: (4 * 16 * MEBI) / 1e9,
  prepare() {
    const x = tensor(numbers(16 * MEBI));
    return eager(() => sum(x));
  },
};

/** Along the rows of 4096 × 1024. */
export const softmaxWorkloads: Workload[] = bothWays(
  "softmax [4096,1024]",
  (8 * 4096 * 1024) / 1e9,
  () => matrix(4096, 1024),
  (x) => softmax(x, { axis: -1 }),
);

/** `f` of `input()`, eagerly under `name` and compiled under "… jit". */
function bothWays(name: string, gigabytes: number, input: () => Tensor, f: (x: Tensor) => Tensor): Workload[] {
  const workload = (suffix: string, called: () => (x: Tensor) => Tensor): Workload => ({
    name: name + suffix,
    unit: "GB/s",
    work: gigabytes,
    prepare() {
      const x = input();
      const g = called();
      return eager(() => g(x));
    },
  });
  return [workload("", () => f), workload(" jit", () => compile(f))];
}

/** A run that computes `f` and drops the result. */
export function eager(f: () => Tensor | readonly Tensor[]): Run {
  const backend = getBackend();
  return () => {
    scope(() => void f());
    return backend.sync();
  };
}

function matrix(rows: number, columns: number, seed = 1): Tensor {
  return tensor(numbers(rows * columns, 1, seed)).reshape([rows, columns]);
}
