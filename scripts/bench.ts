import { SingleBar } from 'cli-progress';
import { InvalidArgumentError } from 'commander';
import { modelsDir } from '../server/vision/create-vision.ts';
import { fetchModels } from '../server/vision/models/fetch-models.ts';
import { createProgram, runProgram } from './cli/run.ts';
import { frameTimes } from './bench/frame-times.ts';
import { hookToReply, hookToReplyAmidst } from './bench/hook-to-reply.ts';
import { memoryOver } from './bench/memory.ts';
import { reportOf, type Measured } from './bench/report.ts';
import { searchTimes } from './bench/search-times.ts';
import { startToReady } from './bench/start-to-ready.ts';
import { sampleFaces, webcamFrames } from './demo/sample-photos.ts';

interface Options {
  frames: number;
  rounds: number;
  json?: boolean;
}

const program = createProgram('bench')
  .description('Measure this machine: frames, sign-ins, search, start and memory, in one run.')
  .option('--frames <n>', 'frames for the look at memory', number, 5000)
  .option('--rounds <n>', 'frames to time with onnx; face-api gets a tenth', number, 300)
  .option('--json', 'print JSON')
  .addHelpText(
    'after',
    '\nTakes some minutes. Times depend on the machine and on what else it does;\nratios are of medians from the same run.',
  )
  .action(async (options: Options) => {
    await fetchModels(modelsDir);
    const measured = await measure(options);
    process.stdout.write(
      options.json ? `${JSON.stringify(measured, null, 2)}\n` : reportOf(measured),
    );
  });

await runProgram(program);

function number(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number above 0.');
}

async function measure(options: Options): Promise<Measured> {
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  // First, while nothing else has been loaded into this process.
  const bar = new SingleBar({ format: 'memory {bar} {value}/{total} frames', hideCursor: true });
  bar.start(options.frames, 0);
  const memory = await memoryOver(frames, options.frames, bar);
  bar.stop();
  const startToReadyTimes = await step('start to ready', () => startToReady(5));
  const onnx = await step('onnx', () => frameTimes('onnx', frames, options.rounds));
  const faceApi = await step('face-api', () =>
    frameTimes('face-api', frames, Math.ceil(options.rounds / 10)),
  );
  const replies = await step('call to reply', () => hookToReply(50));
  const amidst = await step('the same amidst forged calls', () => hookToReplyAmidst(20));
  const search = await step('search', () => searchTimes([1000, 10_000, 100_000], 512));
  return {
    onnx,
    faceApi,
    faceApiToOnnx: faceApi.engine.median / onnx.engine.median,
    hookToReply: replies,
    amidstForgedCalls: amidst,
    search,
    startToReady: startToReadyTimes,
    memory,
  };
}

/** Says on a terminal what is being measured. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what} ...\n`);
  return work();
}
