import { type DType, noGrad, Parameter, scope, type Tensor, tensor } from "@tenon/core";

/** Numbers k/16 with k = 11·i + start mod 37, minus 18, as in scripts/optimizer_fixtures.py. */
function wave(start: number, shape: readonly number[], dtype: DType = "float32"): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Array.from({ length: size }, (_, i) => (((11 * i + start) % 37) - 18) / 16),
    { shape, dtype },
  );
}

/** The problem of the fixtures: two parameters, loss = Σ (tanh(x·w + b) − y)² / 4 over five rows. */
export function createProblem(dtype: DType = "float32") {
  const [w, b] = scope(() => [new Parameter(wave(0, [4, 3], dtype)), new Parameter(wave(5, [3], dtype))] as const);
  const x = wave(9, [5, 4], dtype);
  const y = scope(() => wave(3, [5, 3], dtype).mul(0.5));
  return {
    w,
    b,
    x,
    y,
    /** One gradient; without the bias, it counts as a constant. */
    backward(usesBias = true): Tensor {
      return scope(() => {
        const bias = usesBias ? b : noGrad(() => b.value);
        const loss = x.matmul(w).add(bias).tanh().sub(y).square().sum().div(4);
        loss.backward();
        return loss.detach();
      });
    },
    values(): number[] {
      return [...w.value.dataSync(), ...b.value.dataSync()];
    },
  };
}
