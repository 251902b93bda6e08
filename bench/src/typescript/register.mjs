// Runs TypeScript as it is written: a loader that keeps the names of functions wraps each of them in a call, which halves the
// speed of code that makes closures, such as a gradient tape.
import { register } from "node:module";

register("./hooks.mjs", import.meta.url);
