import { type DType, isFloat, sizeOf } from "@tenon/core";
import { INTEGER_RANGE, roundTo } from "../reference/convert.js";
import { isFloatFormat } from "../reference/elementwise.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";

/** Where values come from: an interval, and for integers its whole numbers. */
export interface Domain {
  readonly low: number;
  readonly high: number;
}

/** A seeded stream of sample data: one seed, one suite, on every machine. */
export class Stream {
  #state: number;

  /** @param seed any string; cases use their id. */
  constructor(seed: string) {
    this.#state = fnv1a(seed);
  }

  /** The next number in [0, 1), by the finalizer of MurmurHash3 over a counter. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let h = this.#state;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
  }

  /** A whole number in `low` … `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Elements drawn from `domain` that `dtype` holds exactly. */
  tensor(shape: readonly number[], dtype: DType, domain: Domain = usualDomain(dtype)): HostTensor {
    const values = Array.from({ length: sizeOf(shape) }, () => this.#element(dtype, domain));
    return hostTensor(shape, dtype, values);
  }

  /** Few different whole numbers, so that many elements are equal. */
  ties(shape: readonly number[], dtype: DType): HostTensor {
    const low = dtype === "uint8" || dtype === "bool" ? 0 : -2;
    const high = dtype === "bool" ? 1 : 2;
    return hostTensor(
      shape,
      dtype,
      Array.from({ length: sizeOf(shape) }, () => this.integer(low, high)),
    );
  }

  #element(dtype: DType, { low, high }: Domain): number {
    if (!isFloatFormat(dtype)) return this.integer(Math.ceil(low), Math.floor(high));
    return roundTo(dtype, low + this.next() * (high - low));
  }
}

/** Small numbers of both signs: sums and products of a few of them stay in range. */
export function usualDomain(dtype: DType): Domain {
  if (isFloat(dtype)) return { low: -3, high: 3 };
  if (dtype === "bool") return INTEGER_DOMAIN.bool;
  return { low: dtype === "uint8" ? 0 : -9, high: 11 };
}

/** Everything that an integer dtype holds. */
export const INTEGER_DOMAIN = {
  bool: { low: 0, high: 1 },
  int8: { low: INTEGER_RANGE.int8.lowest, high: INTEGER_RANGE.int8.highest },
  uint8: { low: INTEGER_RANGE.uint8.lowest, high: INTEGER_RANGE.uint8.highest },
  int32: { low: INTEGER_RANGE.int32.lowest, high: INTEGER_RANGE.int32.highest },
} as const;

/** A number in [0, 1) that depends on `text` only. */
export function hashOf(text: string): number {
  return new Stream(text).next();
}

/** Fowler, Noll and Vo's hash, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
