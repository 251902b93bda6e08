import {
  applyPrimitive,
  type Backend,
  BYTES,
  DTYPES,
  type DType,
  type HostData,
  primitivesAround,
  sizeOf,
  TenonError,
} from "@tenon/core";
import { referenceOps } from "./reference-ops.js";
import { type ReferenceTensor, toHost } from "./reference-tensor.js";

/**
 * The naive float64 reference as a backend: slow, obviously right, every dtype. Results are exact to one rounding, so
 * it passes the suite; gradients of other backends are compared with differences taken on it.
 *
 * @example
 * const x = tensor([1, 2, 3], { backend: createReferenceBackend(), dtype: "float64" });
 */
export function createReferenceBackend(): Backend<ReferenceTensor> {
  const live = new Set<ReferenceTensor>();
  const born = (x: ReferenceTensor): ReferenceTensor => {
    const handle = { shape: x.shape, dtype: x.dtype, data: x.data };
    live.add(handle);
    return handle;
  };
  const readSync = (x: ReferenceTensor): HostData => {
    if (!live.has(x)) throw new TenonError("disposed", "read: the tensor was disposed", "read it before dispose");
    return toHost(x).data;
  };
  const computes: Partial<Record<DType, "compute">> = {};
  for (const dtype of DTYPES) computes[dtype] = "compute";
  const pure: Backend<ReferenceTensor> = {
    name: "reference",
    caps: { dtypes: computes, sync: true, maxRank: 16, numerics: "strict", memory: "manual" },
    upload: (data, shape, dtype) => born({ shape, dtype, data: Float64Array.from(data) }),
    read: async (xs) => xs.map(readSync),
    readSync,
    dispose: (x) => void live.delete(x),
    sync: async () => {},
    memory: () => ({
      tensors: live.size,
      bytes: [...live].reduce((sum, x) => sum + sizeOf(x.shape) * BYTES[x.dtype], 0),
    }),
    ...referenceOps,
  };
  return {
    ...pure,
    ...primitivesAround(({ op, inputs, attributes }) => born(applyPrimitive[op](pure, inputs, attributes))),
  };
}
