import type { JsHandle } from "./js-handle.js";

/** What a walk steps through: where an operand starts and how far it moves along each axis of its shape. */
export type Strided = Pick<JsHandle, "shape" | "strides" | "offset">;

type Visit = (oi: number, ai: number, bi: number, ci: number, n1: number, n0: number) => void;

/** The side of a tile of a transposing walk: 32 rows of 32 float64 stay in the first cache. */
const TILE = 32;
const MAX_RANK = 32;
const NOWHERE: Strided = { shape: [], strides: [], offset: 0 };

/**
 * Steps through an output and up to three operands that broadcast to it, in as few and as long loops as their strides
 * allow: axes that lie behind one another in all of them are merged, the innermost two go to a kernel, and where an operand
 * runs across the output, in tiles. One instance is used again and again, because small tensors cannot pay for a new one.
 */
export class Walk {
  /** How far each operand moves with the outer and the inner loop of the kernel. */
  o1 = 0;
  o0 = 0;
  a1 = 0;
  a0 = 0;
  b1 = 0;
  b0 = 0;
  c1 = 0;
  c0 = 0;

  // Merged axes, innermost first.
  readonly #n = new Array<number>(MAX_RANK).fill(0);
  readonly #o = new Array<number>(MAX_RANK).fill(0);
  readonly #a = new Array<number>(MAX_RANK).fill(0);
  readonly #b = new Array<number>(MAX_RANK).fill(0);
  readonly #c = new Array<number>(MAX_RANK).fill(0);
  readonly #at = new Array<number>(MAX_RANK).fill(0);

  /** Calls `visit` with the start of each operand and the lengths of the two inner loops. */
  each(o: Strided, a: Strided, b: Strided | undefined, c: Strided | undefined, visit: Visit): void {
    const rank = this.#merge(o, a, b ?? NOWHERE, c ?? NOWHERE);
    if (rank < 0) return;
    const outer = this.#pickOuter(rank);
    this.#setSteps(outer);
    const n0 = this.#n[0]!;
    const n1 = this.#n[outer]!;
    const tiled = n0 > TILE && n1 > TILE && this.#crosses();
    const at = this.#at;
    for (let i = 0; i < rank; i++) at[i] = 0;
    let oi = o.offset;
    let ai = a.offset;
    let bi = b === undefined ? 0 : b.offset;
    let ci = c === undefined ? 0 : c.offset;
    for (;;) {
      if (tiled) this.#tiles(oi, ai, bi, ci, n1, n0, visit);
      else visit(oi, ai, bi, ci, n1, n0);
      let i = 1;
      for (; i < rank; i++) {
        if (i === outer) continue;
        oi += this.#o[i]!;
        ai += this.#a[i]!;
        bi += this.#b[i]!;
        ci += this.#c[i]!;
        const n = this.#n[i]!;
        if (++at[i]! < n) break;
        at[i] = 0;
        oi -= n * this.#o[i]!;
        ai -= n * this.#a[i]!;
        bi -= n * this.#b[i]!;
        ci -= n * this.#c[i]!;
      }
      if (i >= rank) return;
    }
  }

  /** Fills the merged axes and returns how many there are, at least 2; −1 when there is no element. */
  #merge(o: Strided, a: Strided, b: Strided, c: Strided): number {
    const shape = o.shape;
    const rank = shape.length;
    const da = a.shape.length - rank;
    const db = b.shape.length - rank;
    const dc = c.shape.length - rank;
    let top = -1;
    for (let i = rank - 1; i >= 0; i--) {
      const n = shape[i]!;
      if (n === 1) continue;
      if (n === 0) return -1;
      const so = o.strides[i]!;
      const sa = i + da < 0 || a.shape[i + da] === 1 ? 0 : a.strides[i + da]!;
      const sb = i + db < 0 || b.shape[i + db] === 1 ? 0 : b.strides[i + db]!;
      const sc = i + dc < 0 || c.shape[i + dc] === 1 ? 0 : c.strides[i + dc]!;
      if (top >= 0) {
        const m = this.#n[top]!;
        if (
          so === m * this.#o[top]! &&
          sa === m * this.#a[top]! &&
          sb === m * this.#b[top]! &&
          sc === m * this.#c[top]!
        ) {
          this.#n[top] = m * n;
          continue;
        }
      }
      this.#push(++top, n, so, sa, sb, sc);
    }
    while (top < 1) this.#push(++top, 1, 0, 0, 0, 0);
    return top + 1;
  }

  #push(i: number, n: number, o: number, a: number, b: number, c: number): void {
    this.#n[i] = n;
    this.#o[i] = o;
    this.#a[i] = a;
    this.#b[i] = b;
    this.#c[i] = c;
  }

  /** The axis of the outer kernel loop: where an operand crosses the output, the one along which it is dense. */
  #pickOuter(rank: number): number {
    for (const s of [this.#a, this.#b, this.#c]) {
      if (Math.abs(s[0]!) <= 1) continue;
      for (let i = 1; i < rank; i++) if (Math.abs(s[i]!) === 1) return i;
    }
    return 1;
  }

  #setSteps(outer: number): void {
    // an axis that was added to have two moves by 1 in the output, as kernels without an output stride do
    this.o0 = this.#n[0] === 1 ? 1 : this.#o[0]!;
    this.o1 = this.#o[outer]!;
    this.a0 = this.#a[0]!;
    this.a1 = this.#a[outer]!;
    this.b0 = this.#b[0]!;
    this.b1 = this.#b[outer]!;
    this.c0 = this.#c[0]!;
    this.c1 = this.#c[outer]!;
  }

  #crosses(): boolean {
    return crosses(this.a1, this.a0) || crosses(this.b1, this.b0) || crosses(this.c1, this.c0);
  }

  #tiles(oi: number, ai: number, bi: number, ci: number, n1: number, n0: number, visit: Visit): void {
    for (let i = 0; i < n1; i += TILE)
      for (let j = 0; j < n0; j += TILE)
        visit(
          oi + i * this.o1 + j * this.o0,
          ai + i * this.a1 + j * this.a0,
          bi + i * this.b1 + j * this.b0,
          ci + i * this.c1 + j * this.c0,
          Math.min(TILE, n1 - i),
          Math.min(TILE, n0 - j),
        );
  }
}

function crosses(outer: number, inner: number): boolean {
  return Math.abs(inner) > 1 && Math.abs(outer) < Math.abs(inner);
}
