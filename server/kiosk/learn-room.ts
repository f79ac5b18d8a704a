import { learnRoom, type RoomPrint, type Vision } from '../../packages/face/index.ts';
import type { CaptureEnding, CapturePhase } from './capture.ts';
import type { KioskRegistry } from './kiosk-registry.ts';
import type { LearnedRooms } from './learned-rooms.ts';

/** Frames until the camera has adjusted its exposure. */
const settling = 6;
const looked = 8;
const timeoutMs = 12_000;

export type RoomLearning =
  | 'learned'
  /** A face was in the picture. */
  | 'somebody'
  /** Something moved, or too little can be seen to tell the room from another. */
  | 'moves'
  | 'plain'
  /** No picture came of it. */
  | Exclude<CaptureEnding, 'done'>;

interface Parts {
  kioskRegistry: KioskRegistry;
  vision: Vision;
  rooms: LearnedRooms;
}

/**
 * Learns the empty room in front of a kiosk's camera, and stores it. A sign-in can take the camera at any moment;
 * then nothing is learned.
 */
export async function learnRoomAt(
  { kioskRegistry, vision, rooms }: Parts,
  kioskId: string,
  actor: string,
): Promise<RoomLearning> {
  const camera = new EmptyRoom(vision);
  if (kioskRegistry.status().some(({ id, busy }) => id === kioskId && busy)) return 'kiosk_busy';
  const { ending } = await kioskRegistry.capture({
    locationId: null,
    deviceId: null,
    kioskId,
    purpose: 'enrolment',
    visitor: null,
    deadline: performance.now() + timeoutMs,
    signal: AbortSignal.any([camera.interrupted, AbortSignal.timeout(timeoutMs)]),
    onPhase: (phase) => camera.onPhase(phase),
    onFrame: (jpeg) => camera.onFrame(jpeg),
  });
  if (camera.interrupted.aborted) return 'kiosk_busy';
  if (ending !== 'done') return ending;
  if (camera.isSomebodyThere) return 'somebody';
  const { room, failure } = learnRoom(camera.prints);
  if (!room) return failure;
  await rooms.learned(kioskId, room, actor);
  return 'learned';
}

/** Collects pictures of a room with nobody in it. */
class EmptyRoom {
  readonly prints: RoomPrint[] = [];
  readonly #vision: Vision;
  readonly #interruption = new AbortController();
  isSomebodyThere = false;
  #frames = 0;
  #isRunning = false;

  constructor(vision: Vision) {
    this.#vision = vision;
  }

  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }

  /** Stops after an interruption, because a visitor may then be in the picture. */
  onPhase(phase: CapturePhase): void {
    if (phase === 'running') this.#isRunning = true;
    else if (this.#isRunning) this.#interruption.abort();
  }

  async onFrame(jpeg: Uint8Array) {
    const isSettled = ++this.#frames > settling;
    const seen = await this.#vision.analyze(jpeg, { purpose: 'enrolment' });
    if (seen.ok) this.isSomebodyThere = true;
    else if (isSettled && seen.room) this.prints.push(seen.room);
    const done = this.isSomebodyThere || this.prints.length >= looked;
    return { guidance: 'look_here', progress: this.prints.length / looked, done } as const;
  }
}
