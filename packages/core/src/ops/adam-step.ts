import { checkLike } from "../engine/check-like.js";
import { fusedOp } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { sqrt } from "./unary.js";

/** m ← m + (1 − β₁)(g − m);  v ← v + (1 − β₂)(g² − v);  p ← p − size·m/(√v + floor) */
const adamOp = /* @__PURE__ */ fusedOp("adam", {
  compose: ([p, g, m, v, size, floor, share1, share2]) => {
    const first = add(m!, mul(sub(g!, m!), share1!));
    const second = add(v!, mul(sub(mul(g!, g!), v!), share2!));
    return [sub(p!, mul(div(first, add(sqrt(second), floor!)), size!)), first, second];
  },
});

export interface AdamStepOptions {
  /** η·√c₂/c₁ with cᵢ = 1 − βᵢᵗ: [], as all settings here, so that a compiled step takes new ones. */
  readonly size: TensorLike;
  /** ε·√c₂ */
  readonly floor: TensorLike;
  /** 1 − β₁ */
  readonly share1: TensorLike;
  /** 1 − β₂ */
  readonly share2: TensorLike;
}

/**
 * One step of Adam (Kingma & Ba 2015, algorithm 1, with the corrections moved to the rate, §2): the parameter and its two
 * moments, of one shape and dtype, to their next values. Backends may do it in one pass.
 *
 * @throws TenonError `shape_mismatch` or `dtype_mismatch` unless all four are alike and all settings scalars of their dtype.
 * @example
 * const [size, floor, share1, share2] = [0.5, 0, 1, 1].map((x) => tensor(x));
 * adamStep(tensor([1]), tensor([-2]), tensor([0]), tensor([0]), { size, floor, share1, share2 })[0]; // [1.5]
 */
export function adamStep(
  parameter: TensorLike,
  gradient: TensorLike,
  firstMoment: TensorLike,
  secondMoment: TensorLike,
  { size, floor, share1, share2 }: AdamStepOptions,
): [parameter: Tensor, firstMoment: Tensor, secondMoment: Tensor] {
  const inputs = [parameter, gradient, firstMoment, secondMoment, size, floor, share1, share2].map((x) =>
    asTensor(x, "adamStep"),
  );
  const { shape, dtype } = inputs[0]!;
  inputs.forEach((x, i) => {
    checkLike("adamStep", `input ${i}`, x, { shape: i < 4 ? shape : [], dtype });
  });
  return scope(() => adamOp(inputs, {})) as [Tensor, Tensor, Tensor]; // its three outputs
}
