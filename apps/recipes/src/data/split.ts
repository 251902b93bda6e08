import { permutation } from "@tenon/core";

export interface Split<T> {
  readonly train: readonly T[];
  readonly heldOut: readonly T[];
}

/**
 * Splits items by chance, from the default random stream, so that both parts hold each class in the same proportion.
 * Both parts are sorted by class: shuffle before training.
 */
export async function stratifiedSplit<T>(
  items: readonly T[],
  classOf: (item: T) => number,
  heldOutShare: number,
): Promise<Split<T>> {
  const train: T[] = [];
  const heldOut: T[] = [];
  const classes = [...new Set(items.map(classOf))].sort((a, b) => a - b);
  for (const one of classes) {
    const members = items.filter((item) => classOf(item) === one);
    using order = permutation(members.length);
    const shuffled = Array.from(await order.data(), (i) => members[i]!); // a permutation of the indices
    const held = Math.round(members.length * heldOutShare);
    heldOut.push(...shuffled.slice(0, held));
    train.push(...shuffled.slice(held));
  }
  return { train, heldOut };
}
