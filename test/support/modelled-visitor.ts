import { setTimeout as pause } from 'node:timers/promises';
import { dotAt, durationOf } from '../../server/checks/face/liveness/trajectory.ts';
import { dot } from '../../server/people/similarity.ts';
import type { People, Person } from '../../server/people/person.ts';
import type { LightSequence } from '../../server/protocol/challenge-messages.ts';
import type { DotPath, Guidance } from '../../server/protocol/messages.ts';
import type {
  Analysis,
  FacePatch,
  Alteration,
  Parallax,
  Vision,
} from '../../server/vision/analysis.ts';
import { parallaxOf } from '../../server/vision/tracking/parallax.ts';
import type { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { headInFrame, type HeadInFrame } from './head-model.ts';
import { sceneOf } from './modelled-room.ts';

// A head made of points stands before the lobby screen: a frame says how it is held, and the vision
// given here reads that instead of pixels. All else is the service's own.

const jpegStart = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);

function frameOf(head: HeadInFrame): Uint8Array {
  return Buffer.concat([jpegStart, Buffer.from(JSON.stringify(head))]);
}

function analysisOf(frame: Uint8Array): Analysis {
  const text = Buffer.from(frame.subarray(jpegStart.length)).toString();
  const head = JSON.parse(text) as HeadInFrame;
  const face = headInFrame(head);
  const scene = sceneOf(head);
  const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
  const { warmth } = JSON.parse(text) as Lit;
  const grey = { red: 0.4, green: 0.4, blue: 0.4 };
  const light = { face: { red: 0.5 * Math.exp(warmth ?? 0), green: 0.4, blue: 0.3 }, room: grey };
  const seen = { faces: [face], face, print, light, ...(scene && { scene }) };
  return { ok: true, width: 640, height: 480, ...seen, milliseconds: 1 };
}

/** By how much redder the face is than without the tints. */
interface Lit {
  warmth?: number;
}

/** Reads the frames of a modelled visitor. */
export const modelledVision: Vision = {
  model: {
    id: 'modelled',
    dimension: 8,
    threshold: 0.6,
    thresholdSource: 'a test',
    photoFloor: 0.2,
    livenessThreshold: 0.5,
  },
  ready: true,
  start: async () => {},
  analyze: async (frame) => analysisOf(frame),
  stop: async () => {},
  parallax: async (from, to) => parallaxBetween(from, to),
  alteration: async (from, to) => alterationBetween(from, to),
};

/** As though the texture at each landmark had been followed. */
export function parallaxBetween(from: FacePatch, to: FacePatch): Parallax | null {
  return parallaxOf(
    from,
    from.landmarks.map(({ x, y }, index) => ({ x, y, found: to.landmarks[index]! })),
  );
}

/** As though twice as many places looked otherwise as the sine of the angle says: few, and then most. */
export function alterationBetween(from: FacePatch, to: FacePatch): Alteration {
  const places = 100;
  const { x, y } = parallaxBetween(from, to) ?? { x: 0, y: 0 };
  return { places, altered: Math.round(places * Math.min(1, 2 * Math.hypot(x, y))) };
}

/** Of whom person 0 of the head model is enrolled. */
export function peopleWith(person: Person): People {
  return {
    findClaimed: async () => [person],
    findLookAlikes: async () => [],
    isCurrentCheck: async () => async () => true,
    compare: async (probe) => ({
      claimed: { personId: person.id, score: dot(probe, headInFrame().template) },
      other: null,
    }),
  };
}

/** How far a head turns that follows the dot. Degrees. */
const reach = { yaw: 16, pitch: 11 };

/** How a head is held that points to where the dot is. */
export function pointingTo(dot: { x: number; y: number }): HeadInFrame {
  return { yaw: reach.yaw * dot.x, pitch: reach.pitch * dot.y };
}

/** Where someone looks who gets it wrong. */
export const otherWay: Follows = ({ x, y }) => ({ x: -x, y: -y });

/** Where someone points who sees the dot there. */
type Follows = (dot: { x: number; y: number }) => { x: number; y: number };

/** Between two frames of the camera, in milliseconds. */
const frameMs = 125;
/** A screen that sends frames faster is cut off. */
const pacedMs = 70;
const reactionMs = 350;
/** Until the camera shows a tint. */
const tintMs = 180;

function tintAt(tints: LightSequence, at: number): Tint | null {
  return tints.findLast((step) => step.at <= at)?.tint ?? null;
}

type Tint = LightSequence[number]['tint'];

export interface Behaviour {
  /** What is done with the first path, or the second. Default: it is followed. */
  follows?: (nth: number) => Follows;
  /** Whether they touch "I can't move my head" when they read this. */
  cannotMove?: (guidance: Guidance, frames: number) => boolean;
  /** Whether they let the screen be when they read this. */
  leaves?: (guidance: Guidance) => boolean;
  person?: number;
  /** As the liveness model would say; a picture has none. */
  liveness?: number;
  /** By how much redder the face is, by the tint that the camera shows now, and the frame. Default: no tints are shown. */
  glows?: (tint: Tint | null, frame: number) => number;
  room?: HeadInFrame['room'];
  /** How else a head is before the camera, by the frame, and when the dot started and how long it moves. */
  shows?: (frame: number, dot: { sinceMs: number; wholeMs: number } | null) => HeadInFrame;
}

/**
 * Stands before the screen for one capture.
 * @param clock of the look, which goes on with each frame
 * @returns the paths that the screen showed, one after the other
 */
export async function standBefore(
  kiosk: RawKiosk,
  clock: { at: number },
  behaviour: Behaviour = {},
): Promise<DotPath[]> {
  const {
    follows = () => (dot) => dot,
    cannotMove = () => false,
    leaves = () => false,
    person = 0,
    liveness = 1,
    room,
    shows = () => ({}),
    glows,
  } = behaviour;
  const captureId = await kiosk.startCapture({ showsLight: glows !== undefined });
  let tints: LightSequence = [];
  const paths: DotPath[] = [];
  let startedAt = 0;
  for (let sequence = 0; ; sequence += 1) {
    const path = paths.at(-1);
    const dot = path ? dotAt(path, clock.at - startedAt - reactionMs) : { x: 0, y: 0 };
    const pose = pointingTo(follows(paths.length - 1)(dot));
    // No one holds quite still.
    const right = 2 * Math.sin(sequence);
    const moving = path && { sinceMs: clock.at - startedAt, wholeMs: durationOf(path) };
    const shown = shows(sequence, moving ?? null);
    const tint = tintAt(tints, clock.at - startedAt - tintMs);
    const lit = { warmth: glows?.(tint, sequence) };
    const around = { ...(room && { room }), ...lit };
    kiosk.frame(
      captureId,
      sequence,
      frameOf({ ...pose, person, liveness, right, ...around, ...shown }),
    );
    const message = await kiosk.next('frame_seen', 'capture_end');
    if (message.type === 'capture_end') return paths;
    if (message.path && JSON.stringify(message.path) !== JSON.stringify(path)) {
      paths.push(message.path);
      startedAt = clock.at;
      tints = message.light ?? [];
    }
    if (leaves(message.guidance)) return paths;
    if (cannotMove(message.guidance, sequence + 1)) {
      kiosk.send({ type: 'cannot_move', captureId });
      await kiosk.next('capture_end');
      return paths;
    }
    clock.at += frameMs;
    await pause(pacedMs);
  }
}
