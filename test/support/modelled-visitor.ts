import { setTimeout as pause } from 'node:timers/promises';
import { actions, type Action } from '../../server/checks/face/liveness/challenge.ts';
import { dot } from '../../server/people/similarity.ts';
import type { People, Person } from '../../server/people/person.ts';
import type { Guidance } from '../../server/protocol/messages.ts';
import type { Analysis, Vision } from '../../server/vision/analysis.ts';
import type { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { headInFrame, type HeadInFrame } from './head-model.ts';

// A head made of points stands before the lobby screen: a frame says how it is held, and the vision
// given here reads that instead of pixels. All else is the service's own.

const jpegStart = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]);

function frameOf(head: HeadInFrame): Uint8Array {
  return Buffer.concat([jpegStart, Buffer.from(JSON.stringify(head))]);
}

function analysisOf(frame: Uint8Array): Analysis {
  const text = Buffer.from(frame.subarray(jpegStart.length)).toString();
  const face = headInFrame(JSON.parse(text) as HeadInFrame);
  const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
  return { ok: true, width: 640, height: 480, faces: [face], face, print, milliseconds: 1 };
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
};

/** Of whom person 0 of the head model is enrolled. */
export function peopleWith(person: Person): People {
  return {
    findClaimed: async () => [person],
    findLookAlikes: async () => [],
    compare: async (probe) => ({
      claimed: { personId: person.id, score: dot(probe, headInFrame().template) },
      other: null,
    }),
  };
}

const poses: Record<Action, HeadInFrame> = {
  turn_left: { yaw: 20 },
  turn_right: { yaw: -20 },
  look_up: { pitch: 18 },
  blink: { eyesOpen: false },
};

/** What somebody does who gets it wrong. */
export function anotherThan(question: Action): Action {
  return question === 'turn_left' ? 'turn_right' : 'turn_left';
}

/** Between two frames of the camera, in milliseconds. */
const frameMs = 70;
/** Frames before somebody does what they were asked to: some 400 ms. */
const reactionFrames = 6;

interface Behaviour {
  /** What is done when this is asked, as the first or the second question. Default: that. */
  does?: (question: Action, nth: number) => Action;
  /** Whether they touch "I can't move my head" when they read this. */
  cannotMove?: (guidance: Guidance, frames: number) => boolean;
  /** Whether they let the screen be when they read this. */
  leaves?: (guidance: Guidance) => boolean;
  person?: number;
  /** As the liveness model would say; a picture has none. */
  liveness?: number;
}

/** Stands before the screen for one capture. @returns what the screen asked for, one after the other */
export async function standBefore(kiosk: RawKiosk, behaviour: Behaviour = {}): Promise<Action[]> {
  const {
    does = (question) => question,
    cannotMove = () => false,
    leaves = () => false,
    person = 0,
    liveness = 1,
  } = behaviour;
  const captureId = await kiosk.startCapture();
  const questions: Action[] = [];
  let guidance: Guidance = 'look_here';
  let shownFor = 0;
  for (let sequence = 0; ; sequence += 1) {
    const question = actions.find((action) => action === guidance);
    const pose =
      question && shownFor >= reactionFrames ? poses[does(question, questions.length)] : {};
    // No one holds quite still.
    const right = 2 * Math.sin(sequence);
    kiosk.frame(captureId, sequence, frameOf({ ...pose, person, liveness, right }));
    const message = await kiosk.next('frame_seen', 'capture_end');
    if (message.type === 'capture_end') return questions;
    const next = actions.find((action) => action === message.guidance);
    if (next && message.guidance !== guidance) questions.push(next);
    shownFor = message.guidance === guidance ? shownFor + 1 : 0;
    guidance = message.guidance;
    if (leaves(guidance)) return questions;
    if (cannotMove(guidance, sequence + 1)) {
      kiosk.send({ type: 'cannot_move', captureId });
      await kiosk.next('capture_end');
      return questions;
    }
    await pause(frameMs);
  }
}
