import { sizeOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import type { TfjsHandle, TfjsOperand } from "../handle.js";
import { threefry } from "../host/threefry.js";

/** Uniform bits, or uniform floats in [0, 1), on the host: engines have no exact 32-bit arithmetic. */
export function randomUniform(
  engine: Engine,
  shape: readonly number[],
  dtype: "int32" | "float32",
  key: TfjsHandle,
  offset: TfjsOperand,
): TfjsHandle {
  const [k0, k1] = engine.values(key);
  const start = typeof offset === "number" ? offset : engine.values(offset)[0]!;
  const words = new Int32Array(sizeOf(shape));
  threefry(words, k0!, k1!, start); // a key has two elements
  if (dtype === "int32") return engine.make(words, shape, dtype);
  return engine.make(
    Float32Array.from(words, (word) => (word >>> 8) * 2 ** -24),
    shape,
    dtype,
  );
}
