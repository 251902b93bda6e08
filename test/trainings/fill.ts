import { sizeOf, type Tensor, tensor } from "@tenon/core";

/** Float32 numbers in [−scale, scale) from a name alone, as `fill` of scripts/training_fixtures.py. */
function fill(name: string, shape: readonly number[], scale = 1): number[] {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return Array.from({ length: sizeOf(shape) }, (_, i) => {
    let h = (seed + Math.imul(i, 0x9e3779b9)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
    h = (h ^ (h >>> 16)) >>> 0;
    return Math.fround(((h >>> 8) / 2 ** 23 - 1) * scale);
  });
}

/** Numbers in [−1, 1). */
export function floats(name: string, ...shape: number[]): Tensor {
  return tensor(fill(name, shape), { shape });
}

/** Integers in 0 … count − 1. */
export function classes(name: string, count: number, ...shape: number[]): Tensor {
  const values = fill(name, shape).map((v) => Math.floor(((v + 1) / 2) * count));
  return tensor(values, { shape, dtype: "int32" });
}

/** A parameter's first value: matrices in ±√(3/fanIn), vectors in ±1/8, scales of norms around 1. */
export function initial(name: string, shape: readonly number[]): Tensor {
  if (shape.length > 1) return tensor(fill(name, shape, Math.sqrt(3 / sizeOf(shape.slice(1)))), { shape });
  const shift = name.includes("norm") && name.endsWith("weight") ? 1 : 0;
  return tensor(
    fill(name, shape, 0.125).map((v) => v + shift),
    { shape },
  );
}
