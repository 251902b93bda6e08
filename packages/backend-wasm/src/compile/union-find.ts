/** Disjoint sets of the integers below `size`, each with a value that `union` joins. */
export class UnionFind<V> {
  private readonly parent: Int32Array;
  private readonly values: V[];

  constructor(size: number, value: (i: number) => V) {
    this.parent = Int32Array.from({ length: size }, (_, i) => i);
    this.values = Array.from({ length: size }, (_, i) => value(i));
  }

  find(i: number): number {
    let root = i;
    while (this.parent[root] !== root) root = this.parent[root]!;
    for (let at = i; at !== root; ) {
      const next = this.parent[at]!;
      this.parent[at] = root;
      at = next;
    }
    return root;
  }

  value(i: number): V {
    return this.values[this.find(i)]!;
  }

  /** Joins the sets of `members`; the result has `value`. */
  union(members: readonly number[], value: V): void {
    const root = this.find(members[0]!);
    for (const member of members) this.parent[this.find(member)] = root;
    this.values[root] = value;
  }
}
