#!/usr/bin/env node
import { command } from "./command.js";

const { argv, stderr } = process;

process.exitCode = await command(argv.slice(2), {
  log: (text) => console.log(text),
  error: (text) => console.error(text),
  progress: stderr.isTTY ? (line) => void stderr.write(`\r\x1b[2K${line}`) : undefined,
});
