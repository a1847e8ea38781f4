// Reads the exchanges a run of the tests recorded, and says which of them a judge does not accept.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The exchanges of a file of JSON lines. Where the answer was dropped on purpose, its status is 0. */
export function readExchanges(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Prints each finding once, with how often it came up, and ends: 0 fine, 1 findings, 2 nothing to judge. */
export function report(judge, judged, findings) {
  const exceptions = readExceptions(judge);
  const left = findings.filter((finding) => !exceptions.some((exception) => covers(exception, finding)));
  const counted = new Map();
  for (const { method, path, problem } of left) {
    const text = `${method} ${path}: ${problem}`;
    counted.set(text, (counted.get(text) ?? 0) + 1);
  }

  for (const [text, count] of counted) {
    console.log(count > 1 ? `${text} (${count} times)` : text);
  }

  const excepted = findings.length - left.length;
  console.log(`${judge}: ${judged} exchanges judged, ${left.length} findings, ${excepted} excepted`);
  process.exit(judged === 0 ? 2 : left.length > 0 ? 1 : 0);
}

function readExceptions(judge) {
  const file = fileURLToPath(new URL('exceptions.json', import.meta.url));
  return JSON.parse(readFileSync(file, 'utf8')).filter((exception) => exception.judge === judge);
}

function covers(exception, finding) {
  return exception.method === finding.method
    && exception.path === finding.route
    && finding.problem.includes(exception.problem);
}
