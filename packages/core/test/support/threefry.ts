/** Threefry-2x32 with 20 rounds (Salmon et al. 2011, §3.1), written from the paper for tests. */
export function threefry(key: readonly [number, number], counter: readonly [number, number]): [number, number] {
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
  const keys = [key[0], key[1], 0x1bd11bda ^ key[0] ^ key[1]];
  let x = (counter[0] + keys[0]!) >>> 0;
  let y = (counter[1] + keys[1]!) >>> 0;
  for (let round = 0; round < 20; round++) {
    const r = rotations[round % 8]!;
    x = (x + y) >>> 0;
    y = (((y << r) | (y >>> (32 - r))) ^ x) >>> 0;
    if (round % 4 === 3) {
      const turn = (round + 1) / 4;
      x = (x + keys[turn % 3]!) >>> 0;
      y = (y + keys[(turn + 1) % 3]! + turn) >>> 0;
    }
  }
  return [x, y];
}

/** The first `count` floats in [0, 1) of draw `offset` of a seed. */
export function uniforms(seed: number, offset: number, count: number): number[] {
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)] as const;
  return Array.from({ length: count }, (_, i) => (threefry(key, [i >> 1, offset])[i & 1]! >>> 8) * 2 ** -24);
}
