import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#server/config/environment.ts';
import { table } from '../../../scripts/terminal/table.ts';
import type { CommandResult } from '../../../scripts/terminal/answer.ts';

/** A ratio above this is too slow: chance alone makes no such one, as both builds run in turns. */
const highestRatio = 1.15;
/** An odd number, so that each side has a median. */
const turns = 3;
/** Few frames and rounds: a turn has to be short, because the machine's load changes meanwhile. */
const options = ['bench', '--json', '--frames', '1', '--rounds', '40'];

/** The used part of what a bench prints. */
interface BenchOutput {
  startToReady: { median: number };
  amidstForgedCalls: { replies: { median: number } };
  onnx: { ratio: number };
  search: { templates: number; search: { median: number } }[];
}

/** What of a bench counts: smaller is better. */
const measures: Record<string, (measured: BenchOutput) => number> = {
  'start to ready': ({ startToReady }) => startToReady.median,
  'a reply amid forged calls': ({ amidstForgedCalls }) => amidstForgedCalls.replies.median,
  'a frame over its bare models': ({ onnx }) => onnx.ratio,
  'search among 10,000 people': (measured) => searchAmong(measured, 10_000),
  'search among 100,000 people': (measured) => searchAmong(measured, 100_000),
};

/** The lowest, the middle and the highest of a build's turns. */
type Spread = readonly [lowest: number, middle: number, highest: number];

/** One measure of both builds. */
export interface Comparison {
  what: string;
  here: Spread;
  there: Spread;
  /** Of the medians: above 1, this build is slower. */
  ratio: number;
  isSlower: boolean;
}

/** Runs the bench of this build and that of another one in turns. @param folder a built clone, with its models */
export async function benchBeside(folder: string): Promise<CommandResult> {
  const here: BenchOutput[] = [];
  const there: BenchOutput[] = [];
  for (let turn = 0; turn < turns; turn++) {
    here.push(await benchIn(projectRoot));
    there.push(await benchIn(path.resolve(folder)));
  }
  const compared = compare(here, there);
  const rows = compared.map(({ what, here, there, ratio }) => {
    return [what, spreadText(here), spreadText(there), ratio.toFixed(2)];
  });
  const head = ['lowest / median / highest', 'this build', 'the other', 'ratio'];
  const ok = compared.every(({ isSlower }) => !isSlower);
  return { ok, text: table(head, rows), json: { compared } };
}

/** @param here the turns of this build @param there those of the other one */
export function compare(here: readonly BenchOutput[], there: readonly BenchOutput[]): Comparison[] {
  return Object.entries(measures).map(([what, of]) => {
    const [own, other] = [spreadOf(here.map(of)), spreadOf(there.map(of))];
    const ratio = own[1] / other[1];
    return { what, here: own, there: other, ratio, isSlower: !(ratio <= highestRatio) };
  });
}

/** In a process of the build, so that neither has loaded anything of the other. */
async function benchIn(folder: string): Promise<BenchOutput> {
  const program = path.join(folder, 'dist/scripts/vestibule.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options], {
    cwd: folder,
    maxBuffer: 1024 * 1024,
  });
  return JSON.parse(stdout) as BenchOutput;
}

function searchAmong({ search }: BenchOutput, people: number): number {
  return search.find(({ templates }) => templates === people)?.search.median ?? NaN;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return [at(0), at(0.5), at(1)];
}

function spreadText(spread: Spread): string {
  return spread.map((each) => each.toFixed(each < 100 ? 2 : 0)).join(' / ');
}
