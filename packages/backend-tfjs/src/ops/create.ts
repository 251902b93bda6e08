import { hostArray, sizeOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import type { TfjsDType, TfjsHandle } from "../handle.js";
import { convertNumber, convertValues } from "../host/convert.js";
import { agree } from "../host/samples.js";
import { sizeBetween } from "../shapes.js";

/** Every element `value`. */
export function full(engine: Engine, shape: readonly number[], value: number, dtype: TfjsDType): TfjsHandle {
  const element = convertNumber(value, dtype);
  const out = engine.fill(shape, element, dtype);
  if (element === 0) (out as { zeros?: boolean }).zeros = true; // a fresh handle, known to nobody else
  return out;
}

/** The index along `axis`. */
export function iota(engine: Engine, shape: readonly number[], axis: number, dtype: TfjsDType): TfjsHandle {
  const out = hostArray(dtype, sizeOf(shape));
  const inner = sizeBetween(shape, axis + 1, shape.length);
  const length = shape[axis]!;
  for (let at = 0, i = 0; at < out.length; i = i + 1 === length ? 0 : i + 1)
    for (const end = at + inner; at < end; at++) out[at] = convertNumber(i, dtype);
  return engine.make(out, shape, dtype);
}

export type Cast = (x: TfjsHandle, dtype: TfjsDType) => TfjsHandle;

/**
 * Casts by kernels where they are exact. No engine's `Cast` saturates, so float to int is done on the host; to bool is a
 * comparison with 0; for the rest the kernel is used if it also rounds int32 to float32.
 */
export function castBy(engine: Engine): Cast {
  const big = Int32Array.of(16777217, -3, 0);
  // Subtraction shows whether the cast has rounded or has only changed the label.
  const rounds = agree(engine, Float32Array.of(0, -16777219, -16777216), () =>
    engine.run("Sub", {
      a: engine.run("Cast", { x: engine.make(big, [3], "int32") }, { dtype: "float32" }),
      b: engine.make(Float32Array.of(16777216), [], "float32"),
    }),
  );
  const widens = (dtype: TfjsDType) =>
    agree(engine, convertValues(Uint8Array.of(0, 1), dtype), () => {
      const x = engine.make(Uint8Array.of(0, 1), [2], "bool");
      const out = engine.run("Cast", { x }, { dtype });
      return out.dataId === x.dataId ? x : out; // a mere label is not a cast
    });
  const direct: Readonly<Record<string, boolean>> = {
    "int32 float32": rounds,
    "bool float32": widens("float32"),
    "bool int32": widens("int32"),
  };
  return (x, dtype) => {
    if (x.dtype === dtype) return engine.share(x);
    if (sizeOf(x.shape) === 0) return engine.make(hostArray(dtype, 0), x.shape, dtype);
    if (dtype === "bool")
      return engine.compose(() => engine.run("NotEqual", { a: x, b: engine.make(hostArray(x.dtype, 1), [], x.dtype) }));
    if (direct[`${x.dtype} ${dtype}`]) return engine.run("Cast", { x }, { dtype });
    return engine.make(convertValues(engine.values(x), dtype), x.shape, dtype);
  };
}
