import type { Operand } from "@tenon/core";
import type { ReferenceTensor } from "./reference-tensor.js";

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const MASK = 0xffff_ffffn;

/** Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), word by word. */
export function threefry2x32(key: readonly [number, number], counter: readonly [number, number]): [number, number] {
  const keys = [BigInt(key[0] >>> 0), BigInt(key[1] >>> 0)];
  keys.push(keys[0]! ^ keys[1]! ^ 0x1bd11bdan);
  let x = (BigInt(counter[0] >>> 0) + keys[0]!) & MASK;
  let y = (BigInt(counter[1] >>> 0) + keys[1]!) & MASK;
  for (let round = 0; round < 20; round++) {
    const turn = BigInt(ROTATIONS[round % 8]!);
    x = (x + y) & MASK;
    y = ((y << turn) | (y >> (32n - turn))) & MASK;
    y ^= x;
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    x = (x + keys[injection % 3]!) & MASK;
    y = (y + keys[(injection + 1) % 3]! + BigInt(injection)) & MASK;
  }
  return [Number(x), Number(y)];
}

export function randomUniform(
  shape: readonly number[],
  dtype: "int32" | "float32",
  key: ReferenceTensor,
  offset: Operand<ReferenceTensor>,
): ReferenceTensor {
  const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
  const step = typeof offset === "number" ? offset : offset.data[0]!;
  for (let i = 0; i < data.length; i++) {
    const word = threefry2x32([key.data[0]!, key.data[1]!], [i >> 1, step])[i & 1]!;
    data[i] = dtype === "int32" ? word | 0 : (word >>> 8) * 2 ** -24;
  }
  return { shape, dtype, data };
}
