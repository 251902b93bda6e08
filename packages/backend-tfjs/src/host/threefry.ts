const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;

/**
 * Fills `out` with the words of Threefry-2x32-20 under key (k0, k1): element i is word i & 1 of the block with counter
 * (i >> 1, offset). Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011), section 3.2.
 */
export function threefry(out: Int32Array, k0: number, k1: number, offset: number): void {
  const keys = [k0 | 0, k1 | 0, k0 ^ k1 ^ PARITY];
  for (let i = 0; i < out.length; i += 2) {
    let x = ((i >> 1) + keys[0]!) | 0;
    let y = (offset + keys[1]!) | 0;
    for (let round = 0; round < 20; round++) {
      const turn = ROTATIONS[round & 7]!;
      x = (x + y) | 0;
      y = ((y << turn) | (y >>> (32 - turn))) ^ x;
      if ((round & 3) === 3) {
        // After every fourth round the next two key words are added, with a counter on the second.
        const step = (round + 1) >> 2;
        x = (x + keys[step % 3]!) | 0;
        y = (y + keys[(step + 1) % 3]! + step) | 0;
      }
    }
    out[i] = x;
    if (i + 1 < out.length) out[i + 1] = y;
  }
}
