/** A loop's shape with the strides of its operands, in elements. */
export interface Box {
  readonly shape: number[];
  /** Per operand, per axis. */
  readonly strides: number[][];
}

/**
 * The same loop with as few axes as possible: axes of size 1 go, and neighbours join where every operand steps through
 * both as through one. `joinable(i)` may forbid joining axis i with the one after it.
 */
export function collapse(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  joinable: (axis: number) => boolean = () => true,
): Box & { readonly axes: number[] } {
  const out: Box & { axes: number[] } = { shape: [], strides: strides.map(() => []), axes: [] };
  for (let i = 0; i < shape.length; i++) {
    const n = shape[i]!;
    if (n === 1) continue;
    const last = out.shape.length - 1;
    const joins =
      last >= 0 && joinable(out.axes[last]!) && strides.every((s, j) => out.strides[j]![last] === s[i]! * n);
    if (joins) {
      out.shape[last]! *= n;
      strides.forEach((s, j) => {
        out.strides[j]![last] = s[i]!;
      });
      out.axes[last] = i;
    } else {
      out.shape.push(n);
      strides.forEach((s, j) => {
        out.strides[j]!.push(s[i]!);
      });
      out.axes.push(i);
    }
  }
  return out;
}

/** Nanoseconds per element of an operand that is dense, constant or strided along a row, and per row. */
const COST = { dense: 0.25, constant: 0.05, strided: 0.7, row: 9 };
const WORTH_TURNING = 1.5;

/**
 * The same loop with another axis innermost where that is clearly faster: rows of three elements cost more than strided
 * stores. For elementwise loops only, whose positions may come in any order.
 */
export function withLongRows({ shape, strides }: Box): Box {
  const cost = (axis: number) =>
    strides.reduce((sum, list) => {
      const stride = list[axis]!;
      return sum + (stride === 1 ? COST.dense : stride === 0 ? COST.constant : COST.strided);
    }, COST.row / shape[axis]!);
  const last = shape.length - 1;
  let best = last;
  for (let axis = 0; axis < last; axis++) if (cost(axis) < cost(best)) best = axis;
  if (best === last || cost(last) < WORTH_TURNING * cost(best)) return { shape, strides };
  const turn = (list: readonly number[]) => [...list.filter((_, i) => i !== best), list[best]!];
  // Axes that were apart may have become neighbours that join.
  return collapse(turn(shape), strides.map(turn));
}
