import { defaultServerConditions } from "vite";
import { defineProject } from "vitest/config";

const conditions = ["@tenon/source", ...defaultServerConditions];

/** The tests of one workspace, run from source: no build has to exist. */
export function packageTests(name: string) {
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      environment: "node",
      include: ["src/**/*.test.ts", "test/**/*.test.ts"],
      testTimeout: 30_000,
    },
  });
}
