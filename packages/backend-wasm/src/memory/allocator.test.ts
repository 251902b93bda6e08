import { TenonError } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { Allocator, type Region } from "./allocator.js";
import { LinearMemory } from "./linear-memory.js";

const MiB = 2 ** 20;

describe("Allocator", () => {
  it("hands out regions that do not overlap, in any order of taking and giving", () => {
    const memory = new LinearMemory(MiB, 64 * MiB, false);
    const allocator = new Allocator(memory, 100);
    const live: Region[] = [];
    let state = 7;
    const next = (n: number) => {
      state = (state * 48271) % 2147483647;
      return state % n;
    };
    for (let i = 0; i < 5000; i++) {
      if (live.length > 40 || (live.length > 0 && next(3) === 0)) allocator.give(live.splice(next(live.length), 1)[0]!);
      else {
        const bytes = next(4) === 0 ? next(300_000) : next(2000);
        const region = allocator.take(bytes);
        expect(region.size).toBeGreaterThanOrEqual(bytes);
        expect(region.address % 64).toBe(0);
        expect(region.address).toBeGreaterThanOrEqual(100);
        expect(region.address + region.size).toBeLessThanOrEqual(memory.capacity);
        live.push(region);
      }
      if (i % 100 > 0) continue;
      const sorted = [...live].sort((a, b) => a.address - b.address);
      sorted.slice(1).forEach((region, k) => {
        expect(region.address).toBeGreaterThanOrEqual(sorted[k]!.address + sorted[k]!.size);
      });
    }
  });

  it("joins neighbours before it grows", () => {
    const memory = new LinearMemory(4 * MiB, 64 * MiB, false);
    const allocator = new Allocator(memory, 0);
    const before = memory.capacity;
    const regions = Array.from({ length: 100 }, () => allocator.take(32 * 1024));
    for (const region of regions) allocator.give(region);
    allocator.give(allocator.take(3 * MiB));
    expect(memory.capacity).toBe(before);
  });

  it("reuses what a loop gives back, without growing", () => {
    const memory = new LinearMemory(MiB, 64 * MiB, false);
    const allocator = new Allocator(memory, 0);
    const sizes = [10, 5000, 200_000, 70_000];
    for (let i = 0; i < 1000; i++)
      for (const region of sizes.map((bytes) => allocator.take(bytes))) allocator.give(region);
    expect(memory.capacity).toBeLessThan(2 * MiB);
  });

  it("says what to do when memory is exhausted, and goes on", () => {
    const memory = new LinearMemory(MiB, 4 * MiB, false);
    const allocator = new Allocator(memory, 0);
    const held = allocator.take(2 * MiB);
    expect(() => allocator.take(3 * MiB)).toThrowError(TenonError);
    expect(() => allocator.take(3 * MiB)).toThrowError(/scope/);
    allocator.give(held);
    expect(allocator.take(3 * MiB).size).toBeGreaterThanOrEqual(3 * MiB);
  });
});
