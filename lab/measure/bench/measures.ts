import { rm, readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SingleBar } from 'cli-progress';
import { createLogger } from '#server/ops/logging.ts';
import { type EngineName, TemplateMatrix } from '#face';
import { FrameAnalyzer, loadEngine } from '#face/engines';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import { ActingVisitor } from '../../simulate/acting-visitor.ts';
import { Flood } from '../../simulate/flood.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../trial/sample-photos.ts';
import { allowRepeatSignIns, Trial } from '../../trial/trial.ts';
import { measureMs, timesOf, type Times } from '#base/time';
import { model, randomTemplate } from './many-people.ts';
import { makeTemporaryFolder } from '#base/files';

export interface FrameTimes {
  /** From encoded frame to analysis through the child process, as in the service. */
  engine: Times;
  /** The sum of the models' run times on one frame, and nothing else. */
  bare: Times;
  /** Ratio of the medians. */
  ratio: number;
}

const warmUps = 5;

/**
 * Times the same frames through the service and through the bare models, in turn, so that other load on the machine
 * affects both.
 */
export async function frameTimes(
  engine: EngineName,
  frames: readonly Buffer[],
  rounds: number,
): Promise<FrameTimes> {
  const vision = await createVision({ engine, visionWorkers: 1 }, { warn: () => {} }, null);
  await vision.start();
  let inModels = 0;
  const looker = new FrameAnalyzer(
    await loadEngine(
      { engine, ...installedModels },
      (_role, milliseconds) => (inModels += milliseconds),
    ),
  );
  const through: number[] = [];
  const bare: number[] = [];
  for (let round = -warmUps; round < rounds; round++) {
    const frame = frames[Math.abs(round) % frames.length]!;
    const milliseconds = await measureMs(() => vision.analyze(frame, { timeoutMs: 30_000 }));
    inModels = 0;
    await looker.look(frame);
    if (round < 0) continue;
    through.push(milliseconds);
    bare.push(inModels);
  }
  await vision.stop();
  const times = { engine: timesOf(through), bare: timesOf(bare) };
  return { ...times, ratio: times.engine.median / times.bare.median };
}

const visitor = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** Used in turn, so that none still shows the result of its last visitor. */
const kiosks = Array.from({ length: 10 }, (_, index) => `ipad-${index}`);

/** Sign-ins during forged calls, as many as one process can send. */
export interface Amidst {
  replies: Times;
  /** Forged calls answered per second meanwhile. */
  forgedPerSecond: number;
}

/**
 * From Envoy's call to the reply for an enrolled person already in front of the camera, with frames through the
 * WebSocket at the kiosk's rate. Throws when a sign-in is not approved.
 */
export async function hookToReply(signIns: number): Promise<Times> {
  return inLobby((trial) => timeReplies(trial, signIns));
}

/** Does the same while forged calls arrive continuously. */
export async function hookToReplyAmidst(signIns: number): Promise<Amidst> {
  return inLobby(async (trial) => {
    const flood = new Flood(trial.service.hookUrl);
    try {
      await flood.reaches(1);
      const before = flood.answered;
      const begun = performance.now();
      const replies = await timeReplies(trial, signIns);
      const seconds = (performance.now() - begun) / 1000;
      return { replies, forgedPerSecond: (flood.answered - before) / seconds };
    } finally {
      await flood.stop();
    }
  });
}

/** The result of sign-ins with a challenge. */
export interface Challenged {
  /** From Envoy's call to the reply, for approved sign-ins. */
  replies: Times;
  letIn: number;
  signIns: number;
  /** Number of sign-ins per reason. */
  reasons: Record<string, number>;
}

/**
 * The same with liveness `active`. The person in a clip is enrolled from its frontal frames, is in front of the camera
 * and follows the challenge.
 */
export async function hookToReplyChallenged(
  clip: readonly Uint8Array[],
  signIns: number,
): Promise<Challenged> {
  const folder = makeTemporaryFolder('bench');
  const settings = { VESTIBULE_LIVENESS: 'active' };
  await allowRepeatSignIns(folder);
  const trial = await Trial.start(folder, createLogger('silent'), settings);
  try {
    const person = await ActingVisitor.of(clip, trial.service.vision);
    await trial.enrol(visitor, [Buffer.from(person.frontal[0]!)]);
    for (const deviceId of kiosks) {
      const kiosk = await trial.openKiosk({ frames: person.camera }, { deviceId });
      kiosk.on('guidance', (_guidance, _progress, path) => person.see(path));
    }
    const milliseconds: number[] = [];
    const { db } = trial.service;
    for (let i = 0; i < signIns; i++) {
      const answer = await trial.signIn({ ...visitor, deviceId: kiosks[i % kiosks.length]! });
      if (answer.status === 200) milliseconds.push(answer.milliseconds);
      // Makes each sign-in the person's first. A clip may lack the drawn movement and fail, and then the next challenge
      // would be harder.
      await db.updateTable('sign_ins').set({ challengeFailed: null, tried: null }).execute();
    }
    const decided = await db.selectFrom('sign_ins').select('reason').execute();
    const reasons: Record<string, number> = {};
    for (const { reason } of decided) reasons[reason] = (reasons[reason] ?? 0) + 1;
    return {
      replies: timesOf(milliseconds),
      letIn: milliseconds.length,
      signIns,
      reasons,
    };
  } finally {
    await trial.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function inLobby<T>(work: (trial: Trial) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder('bench');
  await allowRepeatSignIns(folder);
  const trial = await Trial.start(folder, createLogger('silent'));
  try {
    await trial.enrol(visitor, [await cropPhoto(sampleFaces.womanA)]);
    const frames = await webcamFrames(sampleFaces.womanB, 12);
    for (const deviceId of kiosks) await trial.openKiosk({ frames }, { deviceId });
    return await work(trial);
  } finally {
    await trial.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeReplies(trial: Trial, signIns: number): Promise<Times> {
  const milliseconds: number[] = [];
  for (let i = 0; i < signIns; i++) {
    const answer = await trial.signIn({ ...visitor, deviceId: kiosks[i % kiosks.length]! });
    if (answer.status !== 200) throw new Error(`answered ${answer.status} instead of 200`);
    milliseconds.push(answer.milliseconds);
  }
  return timesOf(milliseconds);
}

export interface Memory {
  frames: number;
  /** Resident memory of this process and of the vision process, in MiB. */
  service: number;
  models: number;
}

/** Memory after the start, after the first frames (when everything is loaded), and after all frames. */
export async function memoryOver(
  frames: readonly Buffer[],
  total: number,
  progress: Pick<SingleBar, 'increment'>,
): Promise<Memory[]> {
  const vision = await createVision({ engine: 'onnx', visionWorkers: 1 }, { warn: () => {} }, null);
  await vision.start();
  const [pid = 0] = vision.pids;
  const readings = [await reading(0, pid)];
  const settled = Math.floor(total / 10);
  for (let done = 1; done <= total; done++) {
    await vision.analyze(frames[done % frames.length]!);
    progress.increment();
    if (done === settled || done === total) readings.push(await reading(done, pid));
  }
  await vision.stop();
  return readings;
}

async function reading(frames: number, modelsPid: number): Promise<Memory> {
  const [service, models] = await Promise.all([residentMiB('self'), residentMiB(modelsPid)]);
  return { frames, service, models };
}

/** From Linux's /proc; NaN on other systems. */
async function residentMiB(pid: number | 'self'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kiB === undefined ? NaN : Number(kiB) / 1024;
}

export interface SearchTimes {
  templates: number;
  search: Times;
  /** The longest block of the event loop, in milliseconds. */
  longestBlock: number;
}

/** Compares one probe with everybody in galleries of these sizes, with random templates. */
export async function searchTimes(sizes: readonly number[]): Promise<SearchTimes[]> {
  const results: SearchTimes[] = [];
  for (const templates of sizes) {
    const matrix = new TemplateMatrix(model.dimension);
    for (let i = 0; i < templates; i++) matrix.add(randomTemplate());
    const search = async () => {
      let best = -1;
      for await (const { scores } of matrix.similarities(randomTemplate())) {
        for (const score of scores) best = Math.max(best, score);
      }
      return best;
    };
    await search();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const milliseconds: number[] = [];
    for (let round = 0; round < 20; round++) milliseconds.push(await measureMs(search));
    delay.disable();
    results.push({ templates, search: timesOf(milliseconds), longestBlock: delay.max / 1e6 });
  }
  return results;
}
