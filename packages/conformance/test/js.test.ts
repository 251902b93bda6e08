import { loadBackend } from "../src/load-backend.js";
import { certify } from "../src/vitest.js";

certify(await loadBackend("js"));
