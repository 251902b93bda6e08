/**
 * Float32 numbers in [−scale, scale) from a name alone, the same as `fill` of the fixture scripts: FNV-1a of the name, then
 * murmur3's finaliser for each element.
 */
export function fill(name: string, count: number, scale = 1): number[] {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return Array.from({ length: count }, (_, i) => {
    let h = (seed + Math.imul(i, 0x9e3779b9)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
    h = (h ^ (h >>> 16)) >>> 0;
    return Math.fround(((h >>> 8) / 2 ** 23 - 1) * scale);
  });
}
