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
