import { badDType } from "../checks.js";
import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import type { Backend } from "../seam/backend.js";
import { checkDType, type DType, toFloat } from "../seam/dtype.js";
import type { ValueInfo } from "../seam/infer.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";

/** y = x in another dtype; dx = g in x's dtype. */
const derivative: Derivative<"cast"> = (_, __, [x]) => ({ uses: [], of: (g) => toDType(g, (x as ValueInfo).dtype) }); // cast takes a tensor

/**
 * The tensor in another dtype: float → int truncates and saturates (NaN → 0), int → narrower int wraps, anything → bool
 * is `x ≠ 0`. Gradients flow between float dtypes.
 *
 * @throws TenonError `dtype_mismatch` for an unknown dtype, or one that the backend does not hold.
 * @example
 * cast(tensor([1.7, -1.7]), "int32"); // [1, -1]
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const t = asTensor(x, "cast");
  checkDType("cast", dtype);
  const y = toDType(t, dtype);
  return y === t ? t.alias() : y;
}

/** `t` itself if it has the dtype already, else a new tensor. */
export function toDType(t: Tensor, dtype: DType): Tensor {
  if (t.dtype === dtype) return t;
  checkHolds("cast", t.storage.backend, dtype);
  return run("cast", [t], { dtype }, derivative);
}

/** Throws unless the backend claims the dtype. */
export function checkHolds(op: string, backend: Backend, dtype: DType): void {
  if (backend.caps.dtypes[dtype] === undefined)
    throw badDType(
      op,
      { dtype },
      `a dtype of backend ${backend.name}`,
      `one of ${Object.keys(backend.caps.dtypes).join(", ")}`,
    );
}

/** Floats of 16 bits as float32, so that sums and squares of them keep their digits; integers too. */
export const toWide = (t: Tensor): Tensor => toDType(t, t.dtype === "float64" ? "float64" : "float32");

/** As functions such as exp compute: floats as they are, all else in float32. */
export const toFloats = (t: Tensor): Tensor => toDType(t, toFloat(t.dtype));
