import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Command } from 'commander';
import { projectRoot } from '#server/config/environment.ts';
import { fetchModels } from '#face';
import { installedModels } from '#server/vision/installed-models.ts';
import { readFrames } from '../simulate/frames.ts';
import { benchBeside } from './bench/beside.ts';
import { answer, createProgram, wholeNumber } from '../../scripts/terminal/program.ts';
import {
  frameTimes,
  hookToReply,
  hookToReplyAmidst,
  hookToReplyChallenged,
  memoryOver,
  searchTimes,
  type FrameTimes,
  type Amidst,
  type Memory,
  type SearchTimes,
} from './bench/measures.ts';
import { pairTimes, type PairTimes } from './bench/pair-times.ts';
import { measurePeople, row } from './bench/people.ts';
import { table } from '../../scripts/terminal/table.ts';
import { sampleFaces, webcamFrames } from '../trial/sample-photos.ts';
import { timesOf, type Times } from '#base/time';
import { makeTemporaryFolder } from '#base/files';
import { progressBar } from '../../scripts/terminal/progress-bar.ts';

const number = wholeNumber(1, 9_999_999);

interface Options {
  frames: number;
  rounds: number;
  act?: string;
  signIns: number;
  people?: number[];
  beside?: string;
  json?: boolean;
}

export function command(): Command {
  const program = createProgram('bench')
    .description('Measure this machine: frames, sign-ins, search, start and memory, in one run.')
    .option('--frames <n>', 'frames for the look at memory', number, 5000)
    .option('--rounds <n>', 'frames to time with onnx; face-api gets a tenth', number, 300)
    .option('--act <clip>', 'only sign-ins of the person in this clip, who follows the challenge')
    .option('--sign-ins <n>', 'with --act: how many', number, 20)
    .option(
      '--people <numbers>',
      'only what so many people cost, for example 10000,100000',
      numbers,
    )
    .option('--beside <folder>', 'only ratios to another build in this folder, in turns of both')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nTakes some minutes. Times depend on the machine and on what else it does;\nratios are of medians from the same run.',
    )
    .action(async (options: Options) => {
      if (options.people) return benchPeople(options.people, options);
      await fetchModels(installedModels);
      const { beside } = options;
      if (beside !== undefined) return answer(options, () => benchBeside(beside));
      if (options.act !== undefined) return benchChallenge(options.act, options);
      const measured = await measure(options);
      process.stdout.write(
        options.json ? `${JSON.stringify(measured, null, 2)}\n` : benchReport(measured),
      );
    });
  return program;
}

/** Measures the whole path from call to reply with a challenge. Separate, because it needs somebody who moves. */
async function benchChallenge(clip: string, { signIns, json }: Options): Promise<void> {
  const measured = await hookToReplyChallenged(await readFrames(clip), signIns);
  const { replies, letIn, reasons } = measured;
  const ended = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
  const times = table(
    ['milliseconds', 'median', 'p95', 'of'],
    [row('call to reply, person who follows the challenge', replies)],
  );
  const text = `${times}\n\n${letIn} of ${signIns} sign-ins were let in (${ended.join(', ')}).\n`;
  process.stdout.write(json ? `${JSON.stringify(measured, null, 2)}\n` : text);
}

/** Measures the cost of many enrolled people: random templates in temporary databases. */
async function benchPeople(sizes: readonly number[], { json }: Options): Promise<void> {
  const measured = await measurePeople(sizes);
  const head = [
    'people',
    'loaded in',
    'memory',
    'at most',
    'blocked',
    'one comparison',
    'sign-in',
    'after enrolment',
  ];
  const rows = measured.map((each) => [
    each.people.toLocaleString('en'),
    `${(each.loaded / 1000).toFixed(1)} s`,
    `${each.memory.toFixed(0)} MiB`,
    `${each.memoryPeak.toFixed(0)} MiB`,
    `${each.longestBlock.toFixed(0)} ms`,
    bothOf(each.comparison),
    bothOf(each.signIn),
    bothOf(each.afterEnrolment),
  ]);
  const load = measured.map((each) => each.load.toFixed(1)).join(', ');
  const text = `${table(head, rows)}

Times of comparisons and sign-ins (claim and comparison) in ms: median and p95. Blocked:
the longest block of the event loop while loading. Load of the machine: ${load}.\n`;
  process.stdout.write(json ? `${JSON.stringify(measured, null, 2)}\n` : text);
}

function bothOf({ median, p95 }: Times): string {
  return `${median.toFixed(1)} / ${p95.toFixed(1)}`;
}

function numbers(text: string): number[] {
  return text.split(',').map(number);
}

async function measure(options: Options): Promise<Measured> {
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  // Measured first, while this process has loaded nothing else.
  const bar = progressBar('{value} of {total} frames');
  bar.start(options.frames, 0);
  const memory = await memoryOver(frames, options.frames, bar);
  bar.stop();
  const startToReadyTimes = await step('start to ready', () => startToReady(5));
  const onnx = await step('onnx', () => frameTimes('onnx', frames, options.rounds));
  const faceApi = await step('face-api', () =>
    frameTimes('face-api', frames, Math.ceil(options.rounds / 10)),
  );
  const pair = await step('a pair of two cameras', () => pairTimes(frames, options.rounds));
  const replies = await step('call to reply', () => hookToReply(50));
  const amidst = await step('the same amidst forged calls', () => hookToReplyAmidst(20));
  const search = await step('search', () => searchTimes([1000, 10_000, 100_000]));
  return {
    onnx,
    faceApi,
    pair,
    faceApiToOnnx: faceApi.engine.median / onnx.engine.median,
    hookToReply: replies,
    amidstForgedCalls: amidst,
    search,
    startToReady: startToReadyTimes,
    memory,
  };
}

/** Names the current measurement on a terminal. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what} ...\n`);
  return work();
}

/** Time from the start of the service's process to its "ready" line, with models already fetched. */
export async function startToReady(starts: number): Promise<Times> {
  const milliseconds: number[] = [];
  for (let i = 0; i < starts; i++) milliseconds.push(await startOnce());
  return timesOf(milliseconds);
}

async function startOnce(): Promise<number> {
  const dataDir = makeTemporaryFolder('bench');
  const started = performance.now();
  const service = spawn(process.execPath, [path.join(projectRoot, 'dist/server/main.js')], {
    env: {
      ...process.env,
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(service, 'exit');
  for await (const line of createInterface(service.stdout)) {
    if (/^Vestibule \S+ is ready/.test(line)) break;
  }
  const milliseconds = performance.now() - started;
  service.kill('SIGINT');
  await exited;
  await rm(dataDir, { recursive: true, force: true });
  return milliseconds;
}

export interface Measured {
  onnx: FrameTimes;
  faceApi: FrameTimes;
  pair: PairTimes;
  /** Ratio of the medians. */
  faceApiToOnnx: number;
  hookToReply: Times;
  amidstForgedCalls: Amidst;
  search: SearchTimes[];
  startToReady: Times;
  memory: Memory[];
}

/** The measurements for people, in 80 columns. */
export function benchReport(measured: Measured): string {
  const { onnx, faceApi } = measured;
  const times = table(
    ['milliseconds', 'median', 'p95', 'of'],
    [
      row('a frame, onnx', onnx.engine),
      row('  its models alone', onnx.bare),
      row('a pair of two cameras, onnx', measured.pair.pair),
      row('a frame, face-api', faceApi.engine),
      row('  its models alone', faceApi.bare),
      row('call to reply, person in front of the camera', measured.hookToReply),
      row('  amidst forged calls', measured.amidstForgedCalls.replies),
      ...measured.search.map((each) =>
        row(`search among ${each.templates.toLocaleString('en')} people`, each.search),
      ),
      row('start to ready', measured.startToReady),
    ],
  );
  const ratios = table(
    ['ratio of medians', ''],
    [
      ['a frame, onnx, to its models alone', onnx.ratio.toFixed(2)],
      ['a pair of two cameras to a frame', measured.pair.ratio.toFixed(2)],
      ['a frame, face-api, to onnx', measured.faceApiToOnnx.toFixed(1)],
    ],
  );
  const forged = table(
    ['forged calls refused a second, meanwhile', ''],
    [['from one process', measured.amidstForgedCalls.forgedPerSecond.toFixed(0)]],
  );
  const blocks = table(
    ['longest block of the event loop, ms', ''],
    [
      ...measured.search.map(({ templates, longestBlock }) => [
        `search among ${templates.toLocaleString('en')} people`,
        longestBlock.toFixed(1),
      ]),
    ],
  );
  const memory = table(
    ['resident memory, MiB', 'service', 'models'],
    [
      ...measured.memory.map(({ frames, service, models }) => [
        frames === 0 ? 'after the start' : `after ${frames.toLocaleString('en')} frames`,
        service.toFixed(0),
        models.toFixed(0),
      ]),
    ],
  );
  return [times, ratios, forged, blocks, memory].join('\n\n') + '\n';
}
