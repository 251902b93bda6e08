import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "install",
    include: ["*.test.ts"],
    // It builds, packs and installs every package first.
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
