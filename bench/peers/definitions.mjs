// What all peers compute alike.
import { labels } from "../src/numbers.ts";

export const MEBI = 1 << 20;

/** 3 × 3, "same", no bias; forward and both gradients count as three forwards. */
export const convolutions = [
  { name: "conv2d [32,28,28,32]->64", batch: 32, size: 28, inChannels: 32, outChannels: 64 },
  { name: "conv2d [8,56,56,64]->64", batch: 8, size: 56, inChannels: 64, outChannels: 64 },
].map((images) => ({
  ...images,
  forward: (2 * images.batch * images.size ** 2 * 9 * images.inChannels * images.outChannels) / 1e9, // GFLOP
}));

export const transformer = { batch: 16, context: 128, width: 128, heads: 4, layers: 4, vocabulary: 65 };

/** `count` rows with a one where a label says. @param {number} count @param {number} classes @param {number} [stride] */
export function oneHotRows(count, classes, stride) {
  const rows = new Float32Array(count * classes);
  labels(count, classes, stride).forEach((label, i) => {
    rows[i * classes + label] = 1;
  });
  return rows;
}

/** What is added to attention scores: −10⁹ where a key lies after its query. @param {number} length */
export function causalMask(length) {
  return Float32Array.from({ length: length * length }, (_, i) => (i % length > Math.floor(i / length) ? -1e9 : 0));
}

/** A weight's scale, so that activations keep their variance. @param {readonly number[]} shape, inputs first */
export function weightScale(shape) {
  const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return Math.sqrt(3 / inputs);
}
