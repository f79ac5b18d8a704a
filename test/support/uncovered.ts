import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A file in the output of `c8 report --reporter=json`: its statements, and how often each ran. */
interface FileCoverage {
  path: string;
  statementMap: Record<string, { start: { line: number }; end: { line: number } }>;
  s: Record<string, number>;
}

/**
 * Lists the lines of the product that no test runs, one file a line, with the fewest lines first:
 * `server/desk/asking.ts: 41, 88-90`.
 * @param reportsFolder the folder of `coverage-final.json`
 * @param listFile the file to write
 */
export function listUncovered(reportsFolder: string, listFile: string): void {
  const text = readFileSync(path.join(reportsFolder, 'coverage-final.json'), 'utf8');
  const files = Object.values(JSON.parse(text) as Record<string, FileCoverage>);
  const lists = files
    .map((file) => ({ file: path.relative('.', file.path), lines: uncoveredLines(file) }))
    .filter(({ lines }) => lines.length > 0)
    .sort((one, other) => one.lines.length - other.lines.length);
  writeFileSync(listFile, lists.map(({ file, lines }) => `${file}: ${rangesOf(lines)}\n`).join(''));
}

function uncoveredLines({ statementMap, s }: FileCoverage): number[] {
  const lines = Object.entries(statementMap)
    .filter(([id]) => s[id] === 0)
    .flatMap(([, { start, end }]) =>
      Array.from({ length: end.line - start.line + 1 }, (_, i) => start.line + i),
    );
  return [...new Set(lines)].sort((one, other) => one - other);
}

/** @param lines ascending */
function rangesOf(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
