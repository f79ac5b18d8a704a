import sharp from 'sharp';
import workerpool from 'workerpool';
import { FrameAnalyzer } from '../frame-analyzer.ts';
import type { Analysis, FacePatch, LookSettings, Parallax } from '../analysis.ts';
import { decode } from '../decode.ts';
import type { Engine } from '../engines/engine.ts';
import { loadEngine, type EngineSpec } from '../engines/load-engine.ts';
import { ModelsError, type ModelsErrorCode } from '../models/models-error.ts';
import { Pyramid } from '../picture.ts';
import { learnRig, type LearnedRig } from '../relief/learn-rig.ts';
import { PairAnalyzer } from '../relief/pair-analyzer.ts';
import type { FaceTracks } from '../relief/pair-measure.ts';
import { Tracker } from '../tracking/tracker.ts';

/**
 * The child process that runs the models. It receives the models to load, then one image after another. It ends when
 * its parent ends or disconnects (workerpool sees to that).
 */
let analyzers: { frames: FrameAnalyzer; pairs: PairAnalyzer } | null = null;
let tracker: Promise<Tracker> | null = null;

export type LoadAnswer =
  | { ok: true; pid: number }
  | { ok: false; code: ModelsErrorCode; sentence: string };

async function load(what: EngineSpec): Promise<LoadAnswer> {
  try {
    const engine = await loadEngine(what);
    await warmUpEngine(engine);
    // After the answer, so that the start does not wait 0.2 s for it. A fault of it shows at its first use.
    if (what.withTracker) setImmediate(() => void loadTracker().catch(() => {}));
    analyzers = { frames: new FrameAnalyzer(engine), pairs: new PairAnalyzer(engine) };
    return { ok: true, pid: process.pid };
  } catch (error) {
    if (error instanceof ModelsError)
      return { ok: false, code: error.code, sentence: error.message };
    throw error;
  }
}

async function look(image: Uint8Array, how: LookSettings): Promise<Analysis> {
  if (!analyzers) throw new Error('The models are not loaded.');
  const { analysis, view } = await analyzers.frames.lookWithView(image, how);
  if (!how.right || !analysis.ok || !view) return analysis;
  return { ...analysis, relief: await analyzers.pairs.measure(view, analysis.face, how.right) };
}

async function parallax(from: FacePatch, to: FacePatch): Promise<Parallax | null> {
  return (await loadTracker()).parallax(from, to);
}

/** Here, because it takes up to 0.2 s. */
function learn(pairs: readonly FaceTracks[]): LearnedRig {
  return learnRig(pairs);
}

function loadTracker(): Promise<Tracker> {
  return (tracker ??= Tracker.load());
}

function ping(): true {
  return true;
}

// Ctrl-C, a terminal that closes and systemd signal the whole process group. A held sign-in still needs its last frames analysed,
// so only the parent decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('SIGHUP', () => undefined);

// Only the three formats reach a decoder here, whatever the bytes pretend to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
sharp.cache(false);
sharp.concurrency(1);

workerpool.worker({ load, look, parallax, learn, ping });

/**
 * Runs every model once, on a made-up picture with a made-up face. The first visitor then does not wait for the
 * libraries' preparations at first use.
 */
async function warmUpEngine(engine: Engine): Promise<void> {
  const jpeg = await sharp({
    create: { width: 640, height: 480, channels: 3, background: '#a0907f' },
  })
    .jpeg()
    .toBuffer();
  const { picture } = await decode(jpeg);
  const pyramid = new Pyramid(picture);
  await engine.detect(pyramid);
  const box = { x: 220, y: 120, width: 200, height: 240 };
  await engine.landmarks(pyramid, box);
  await engine.headPose(pyramid, box, standInLandmarks);
  await engine.eyesOpen(pyramid, standInLandmarks);
  await engine.liveness(pyramid, box);
  await engine.embed(pyramid, standInLandmarks);
}

/** Points on an oval: not a face, but eyes with a width and a mouth below them. */
const standInLandmarks = Array.from({ length: 68 }, (_, index) => {
  const angle = (index / 68) * 2 * Math.PI;
  return { x: 320 + 90 * Math.cos(angle), y: 240 + 110 * Math.sin(angle) };
});
