import type { Tensor } from "../tensor.js";
import { add, mul } from "./binary.js";
import { flip, narrow, reshape, strided } from "./movement.js";
import { pad } from "./pad.js";
import { concat, stack } from "./pieces.js";
import { asRows, type Rows } from "./rows.js";

/** Puts two neighbouring runs, each given by one tensor per list entry, into one. */
export type Combine = (left: readonly Tensor[], right: readonly Tensor[]) => Tensor[];

/**
 * Running combinations x₀ ∘ … ∘ xᵢ along an axis for an associative `combine`, from the end under `reverse`. O(n) work in O(log n)
 * calls: pairs are combined and scanned at half the length, then the elements between follow (Blelloch 1990).
 */
export function associativeScan(
  combine: Combine,
  xs: readonly Tensor[],
  axis: number,
  reverse: boolean,
): readonly Tensor[] {
  const { shape } = xs[0]!;
  const turn = (x: Tensor) => (reverse ? flip(x, 1) : x);
  const rows: Rows = asRows(shape, axis);
  return scanRows(
    combine,
    xs.map((x) => turn(reshape(x, rows))),
  ).map((y) => reshape(turn(y), shape));
}

/** Along axis 1 of [L, n, T]. */
function scanRows(combine: Combine, xs: readonly Tensor[]): readonly Tensor[] {
  const n = xs[0]!.shape[1]!;
  if (n < 2) return xs;
  const half = n >> 1;
  const every2nd = (x: Tensor, start: number) => {
    const [lead, , trail] = x.shape as Rows; // of rank 3
    return strided(x, [0, start, 0], [lead, (n + 1 - start) >> 1, trail], [1, 2, 1]);
  };
  const even = xs.map((x) => every2nd(x, 0)); // 0, 2, 4 …
  const odd = xs.map((x) => every2nd(x, 1)); // 1, 3, 5 …
  const part = (all: readonly Tensor[], start: number, length: number) => all.map((x) => narrow(x, 1, start, length));
  const atOdd = scanRows(combine, combine(part(even, 0, half), odd));
  const rest = (n - 1) >> 1;
  const behind = combine(part(atOdd, 0, rest), part(even, 1, rest)); // at 2, 4 …
  return xs.map((_, k) => {
    const atEven = concat([narrow(even[k]!, 1, 0, 1), behind[k]!], { axis: 1 });
    const pairs = stack([narrow(atEven, 1, 0, half), atOdd[k]!], { axis: 2 }); // [L, half, 2, T]
    const [lead, , , trail] = pairs.shape as [number, number, number, number];
    const whole = reshape(pairs, [lead, 2 * half, trail]);
    return n % 2 === 0 ? whole : concat([whole, narrow(atEven, 1, half, 1)], { axis: 1 });
  });
}

/** rᵢ = bᵢ + aᵢ·rᵢ₋₁ along an axis, from r₋₁ = 0; under `reverse` each element follows from the one behind it. */
export function linearRecurrence(a: Tensor, b: Tensor, axis: number, reverse: boolean): Tensor {
  const compose: Combine = ([a1, b1], [a2, b2]) => [mul(a2!, a1!), add(b2!, mul(a2!, b1!))];
  return associativeScan(compose, [a, b], axis, reverse)[1]!;
}

/** The element before each one along an axis (behind it under `reverse`), and `value` where there is none. */
export function previous(x: Tensor, axis: number, reverse: boolean, value: number): Tensor {
  const n = x.shape[axis]!;
  if (n === 0) return x;
  const at = (k: number) => x.shape.map((_, i) => (i === axis ? k : 0));
  return pad(narrow(x, axis, reverse ? 1 : 0, n - 1), {
    lo: at(reverse ? 0 : 1),
    hi: at(reverse ? 1 : 0),
    value,
  });
}
