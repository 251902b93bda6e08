import { defaultServerConditions } from "vite";
import { defineProject } from "vitest/config";

const conditions = ["@tenon/source", ...defaultServerConditions];

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: "guides",
    include: ["*.test.ts"],
    testTimeout: 120_000,
  },
});
