import { defaultServerConditions } from "vite";
import { defineProject } from "vitest/config";

const conditions = ["@tenon/source", ...defaultServerConditions];

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: "examples", include: ["*.test.ts"], testTimeout: 60_000 },
});
