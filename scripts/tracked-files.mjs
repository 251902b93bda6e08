// The files of the repository that git knows or would add: no build output, no dependencies.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** @param {RegExp} pattern @returns {string[]} paths from the root, sorted */
export function trackedFiles(pattern) {
  const listing = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const files = listing.split("\0").filter((file) => file !== "" && pattern.test(file) && existsSync(file));
  return [...new Set(files)].sort();
}
