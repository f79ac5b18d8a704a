import { setTimeout as pause } from 'node:timers/promises';
import { type Analysis, dot, dotAt, durationOf, type Vision } from '#face';
import type { People, Person } from '#server/people/person.ts';
import type { DotPath, Guidance } from '#server/protocol/messages.ts';
import type { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { headInFrame, type HeadInFrame } from '#face/lab/head-model.ts';
import { modelledTracks } from '#face/lab/modelled-relief.ts';
import { modelledParallax, pointingTo } from '#face/lab/modelled-face.ts';

// A modelled head is at the lobby screen. A frame contains its pose, which the vision in this file reads instead of
// pixels. Everything else is the service's own code.

const jpegStart = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);

function frameOf(head: HeadInFrame): Uint8Array {
  return Buffer.concat([jpegStart, Buffer.from(JSON.stringify(head))]);
}

/** The picture of a second camera. No two are alike, because repeated pictures look like a hung camera. */
function secondPicture(face: 'head' | 'flat', sequence: number): Uint8Array {
  return Buffer.concat([jpegStart, Buffer.from(`${face} ${sequence}`)]);
}

function isFlat(second: Uint8Array): boolean {
  return Buffer.from(second.subarray(jpegStart.length)).toString().startsWith('flat');
}

function analysisOf(frame: Uint8Array): Analysis {
  const text = Buffer.from(frame.subarray(jpegStart.length)).toString();
  const head = JSON.parse(text) as HeadInFrame;
  const face = headInFrame(head);
  const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
  return { ok: true, width: 640, height: 480, faces: [face], face, print, milliseconds: 1 };
}

/** Reads the frames of a modelled visitor, and of a second camera whether the face is flat. */
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
  analyze: async (frame, { right } = {}) => ({
    ...analysisOf(frame),
    ...(right && { relief: modelledTracks(isFlat(right)) }),
  }),
  stop: async () => {},
  parallax: async (from, to) => modelledParallax(from, to),
  learnRig: async () => null,
};

/** Only this person is enrolled. The template is that of the head model's person 0. */
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

/** Where a visitor points who moves the wrong way. */
export const otherWay: Follows = ({ x, y }) => ({ x: -x, y: -y });

/** Maps the place of the dot to where the visitor points. */
type Follows = (dot: { x: number; y: number }) => { x: number; y: number };

/** Between two frames of the camera, in milliseconds. */
const frameMs = 125;
/** The service disconnects a screen that sends frames faster. */
const pacedMs = 70;
const reactionMs = 350;

export interface Behaviour {
  /** How the visitor follows the first path, or the second. Default: exactly. */
  follows?: (nth: number) => Follows;
  /** Whether the visitor touches "I can't move my head" at this guidance. */
  cannotMove?: (guidance: Guidance, frames: number) => boolean;
  /** Whether the visitor leaves the screen at this guidance. */
  leaves?: (guidance: Guidance) => boolean;
  person?: number;
  /** What the second camera shows. Default: there is none. */
  second?: 'head' | 'flat';
  /** The score of the liveness model; a picture has none. */
  liveness?: number;
  /** Further properties of the head, by the frame and the dot: when it started, and how long it moves. */
  shows?: (frame: number, dot: { sinceMs: number; wholeMs: number } | null) => HeadInFrame;
}

/**
 * Plays a visitor at the screen for one capture.
 * @param clock of the session, which each frame moves
 * @returns the paths that the screen showed, in order
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
    shows = () => ({}),
    second,
  } = behaviour;

  const captureId = await kiosk.startCapture();
  const paths: DotPath[] = [];
  let startedAt = 0;
  for (let sequence = 0; ; sequence += 1) {
    const path = paths.at(-1);
    const dot = path ? dotAt(path, clock.at - startedAt - reactionMs) : { x: 0, y: 0 };
    const pose = pointingTo(follows(paths.length - 1)(dot));
    // Nobody holds quite still.
    const right = 2 * Math.sin(sequence);
    const moving = path && { sinceMs: clock.at - startedAt, wholeMs: durationOf(path) };
    const shown = shows(sequence, moving ?? null);
    const frame = frameOf({ ...pose, person, liveness, right, ...shown });
    kiosk.frame(captureId, sequence, frame, second ? secondPicture(second, sequence) : null);
    const message = await kiosk.next('frame_seen', 'capture_end');
    if (message.type === 'capture_end') return paths;
    if (message.path && JSON.stringify(message.path) !== JSON.stringify(path)) {
      paths.push(message.path);
      startedAt = clock.at;
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
