import {
  describeRig,
  type FaceTracks,
  type LearnFault,
  type RigDescription,
  type Vision,
} from '#face';
import type { SecondPicture } from '../protocol/frames.ts';
import type { CameraRigs } from './camera-rigs.ts';
import type { CaptureEnding, FrameAnswer } from './capture.ts';
import type { KioskRegistry } from './kiosk-registry.ts';

/** Time for one person to step nearer and back, also where a busy machine follows few pairs a second. */
const timeoutMs = 90_000;
/** Nobody waits for one pair, so a busy machine may take its time. */
const pairMs = 10_000;
/** Pairs before the cameras are learned, and between two tries. */
const pairs = { least: 15, step: 5, most: 100 } as const;
/** Pairs after which the person is asked to step the other way. */
const pairsOfStep = 12;

/** What the desk shows while the cameras of one screen are set up, and afterwards. */
export interface RigSetUpState {
  phase: 'running' | 'learned' | 'failed';
  /** Pairs in which the face could be followed. */
  measured: number;
  /** Why the last try did not succeed; null before the first, and once the cameras are learned. */
  fault: LearnFault | null;
  /** How the capture ended; null while it runs. */
  ending: CaptureEnding | null;
  /** How the cameras see each other; null until that is learned. */
  rig: RigDescription | null;
  /** The newest pictures of both cameras, JPEG. In memory only, and null once it is over. */
  pictures: { first: Uint8Array; second: Uint8Array } | null;
}

interface Deps {
  kioskRegistry: Pick<KioskRegistry, 'capture' | 'pairingChanged'>;
  rigs: Pick<CameraRigs, 'put'>;
  vision: Pick<Vision, 'analyze' | 'learnRig'>;
}

/** Learns how the two cameras of a screen see each other, from a person in front of them. */
export class RigSetUp {
  readonly #deps: Deps;
  readonly #kioskId: string;
  readonly #actor: string;
  readonly #tracks: FaceTracks[] = [];
  readonly #stopping = new AbortController();
  #learning: Promise<void> | null = null;
  /** Number of pairs of the last try. */
  #tried = 0;
  #state: RigSetUpState = {
    phase: 'running',
    measured: 0,
    fault: null,
    ending: null,
    rig: null,
    pictures: null,
  };

  constructor(deps: Deps, kioskId: string, actor: string) {
    this.#deps = deps;
    this.#kioskId = kioskId;
    this.#actor = actor;
  }

  get state(): RigSetUpState {
    return this.#state;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Never rejects. A sign-in that needs the camera ends it. */
  async run(): Promise<void> {
    let attempts = 0;
    const { ending } = await this.#deps.kioskRegistry.capture({
      locationId: null,
      deviceId: null,
      kioskId: this.#kioskId,
      givesWay: true,
      needsTwoCameras: true,
      visitor: null,
      deadline: performance.now() + timeoutMs,
      signal: this.#stopping.signal,
      // After a visitor, another person may be in front of the cameras.
      onKiosk: () => void (++attempts > 1 && this.stop()),
      onFrame: (jpeg, _attemptId, second) => this.#see(jpeg, second),
    });
    this.#state = { ...this.#state, ending, pictures: null };
    await this.#learning;
    const { rig, fault } = this.#state;
    this.#state = rig
      ? { ...this.#state, phase: 'learned' }
      : { ...this.#state, phase: 'failed', fault: fault ?? 'too_few_pairs' };
  }

  async #see(first: Uint8Array, second: SecondPicture | null): Promise<FrameAnswer> {
    if (!second) return this.#answer();
    this.#state = { ...this.#state, pictures: { first, second: second.jpeg } };
    const { vision } = this.#deps;
    const analysis = await vision.analyze(first, {
      right: second.jpeg,
      purpose: 'enrolment',
      timeoutMs: pairMs,
    });
    const isAlone = analysis.ok && analysis.faces.length === 1;
    if (isAlone && analysis.relief?.measured) this.#tracks.push(analysis.relief);
    const measured = this.#tracks.length;
    this.#state = { ...this.#state, measured };
    const isDue = measured >= Math.max(pairs.least, this.#tried + pairs.step);
    if (isDue && !this.#learning && this.#state.ending === null) await this.#learn();
    return this.#answer();
  }

  async #learn(): Promise<void> {
    this.#tried = this.#tracks.length;
    const learning = this.#learnFrom([...this.#tracks]);
    // The capture may end meanwhile; its end waits, and the frame gets the error.
    this.#learning = learning.catch(() => {});
    try {
      await learning;
    } finally {
      this.#learning = null;
    }
  }

  async #learnFrom(tracks: readonly FaceTracks[]): Promise<void> {
    const learned = await this.#deps.vision.learnRig(tracks);
    if (learned?.learned === false) this.#state = { ...this.#state, fault: learned.fault };
    if (!learned?.learned || this.#state.rig) return;
    if (!(await this.#deps.rigs.put(this.#kioskId, learned.rig, this.#actor))) return;
    this.#state = { ...this.#state, fault: null, rig: describeRig(learned.rig) };
    await this.#deps.kioskRegistry.pairingChanged();
  }

  #answer(): FrameAnswer {
    const { measured, rig } = this.#state;
    const isNear = Math.floor(measured / pairsOfStep) % 2 === 1;
    const guidance = measured === 0 ? 'look_here' : isNear ? 'step_back' : 'step_closer';
    const isOver = rig !== null || this.#tracks.length >= pairs.most;
    return { guidance, progress: Math.min(1, measured / pairs.most), done: isOver };
  }
}
