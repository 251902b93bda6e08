/** `count` numbers from −scale to scale, the same for everyone who is measured (a linear congruential generator, Numerical Recipes §7.1). */
export function numbers(count: number, scale = 1, seed = 1): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = (state / 2 ** 31) * scale;
  }
  return values;
}

/** `count` labels below `classes` that follow no order a model could learn by position alone. */
export function labels(count: number, classes: number, stride = 7): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: count }, (_, i) => (i * stride) % classes);
}
