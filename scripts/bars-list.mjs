// The bars that `npm run bars` measures.

/**
 * @typedef {object} Bar
 * @property {string} name what is promised
 * @property {string} command the shell command that shows it; a failing exit fails the bar
 * @property {(output: string) => string} [figure] the figure to print; default: the last line of the output
 * @property {(output: string) => boolean} [holds] whether the output meets the bar; default: the exit code alone says
 */

/** @type {Bar[]} */
export const bars = [
  {
    name: "core, minified and gzipped, at most 40 KB",
    command: "npm run --silent build && npx size-limit --json",
    figure: (output) => `${(Number(/"size":\s*(\d+)/.exec(output)?.[1]) / 1000).toFixed(1)} KB`,
  },
  {
    name: "coverage of core: lines 95 %, branches 90 %",
    command: "npm run --silent coverage",
    figure: (output) => (output.match(/^(Lines|Branches)\s*:\s*[\d.]+%/gm) ?? ["no coverage"]).join(", "),
  },
];
