import { i32, type Local } from "../assembler/index.js";
import type { Size } from "./spec.js";

/** A size inside a kernel: a literal, or the parameter that brings it. */
export type KernelSize = number | Local<"i32">;

/** Hands out the parameters that bring "given" sizes, in the order of asking. */
export class SizeReader {
  private next = 0;

  constructor(private readonly params: readonly Local<"i32">[]) {}

  read(size: Size): KernelSize {
    if (size !== "given") return size;
    const param = this.params[this.next++];
    if (param === undefined) throw new RangeError("a kernel asks for more sizes than its spec has");
    return param;
  }

  readAll(sizes: readonly Size[]): KernelSize[] {
    return sizes.map((size) => this.read(size));
  }
}

export function countGiven(...lists: readonly (readonly Size[])[]): number {
  return lists.reduce((sum, list) => sum + list.filter((size) => size === "given").length, 0);
}

/** Arithmetic that folds literals. */
export const size = {
  mul(a: KernelSize, b: KernelSize) {
    if (typeof a === "number" && typeof b === "number") return Math.imul(a, b);
    if (a === 0 || b === 0) return 0;
    if (a === 1) return b;
    return b === 1 ? a : i32.mul(a, b);
  },
  ceilDiv(a: KernelSize, b: number) {
    return typeof a === "number" ? Math.ceil(a / b) : i32.divU(i32.add(a, b - 1), b);
  },
};
