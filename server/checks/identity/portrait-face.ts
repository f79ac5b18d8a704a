import { type LivenessMode } from '../../config/liveness.ts';
import type { StoredRig } from '../../kiosk/camera-rigs.ts';
import type { CaptureEnding, FrameAnswer } from '../../kiosk/capture.ts';
import type { People } from '../../people/person.ts';
import { dot, type Analysis, type Vision, FaceSession, type FaceSessionOptions } from '#face';
import type { Portrait } from '#passport';
import type { PortraitReader } from '../../documents/portrait-reader.ts';
import type { SecondPicture } from '../../protocol/frames.ts';
import type { CheckResult, Evidence } from '../../sign-in/check.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import type { WatchedFaces } from '../../watchlist/start-watchlist.ts';
import { reasonOfEnding } from '../face/reason-of-ending.ts';

export interface PortraitFaceDeps {
  vision: Vision;
  people: Pick<People, 'compare'>;
  liveness: LivenessMode;
  /** See the face check. */
  rigOf: (kioskId: string) => StoredRig | null;
  /** Faces on the watchlist. Each face that the camera saw is compared with them, whatever the outcome. */
  watchedFaces: Pick<WatchedFaces, 'find' | 'isCurrentCheck'>;
  /** For tests that must control the challenge and the clock. */
  look?: Pick<FaceSessionOptions, 'drawTrajectory' | 'now'>;
}

/** The id of the portrait's holder, where the face check needs a person. */
const holder = 'holder';

/** The portrait waits behind frames of sign-ins, but not behind enrolment photos. */
const asPortrait = { timeoutMs: 8000, decodeMs: 2000, closely: true } as const;

type SeenPortrait = Extract<Analysis, { ok: true }>;

/** Returns null for a portrait that cannot be read, or without a face. */
export async function analysePortrait(
  {
    vision,
    portraits,
  }: Pick<PortraitFaceDeps, 'vision'> & {
    portraits: Pick<PortraitReader, 'read'>;
  },
  portrait: Portrait,
): Promise<SeenPortrait | null> {
  const picture = await portraits.read(portrait);
  const seen = picture && (await vision.analyze(picture, asPortrait));
  return seen?.ok ? seen : null;
}

/** The template, of unit length, that the live face must match. The portrait may still be analysed. */
interface Reference {
  template: Float32Array | Promise<Float32Array>;
  /** Another camera took a portrait, so it has a threshold of its own. */
  isPortrait: boolean;
}

/** Compares the live face with a document's portrait, or with the face that showed the document earlier. */
export class PortraitFace {
  readonly #deps: PortraitFaceDeps;
  readonly #session: FaceSession;
  #areListsTheSame: (transaction: Db) => Promise<boolean> = async () => false;

  constructor(deps: PortraitFaceDeps, { template, isPortrait }: Reference) {
    this.#deps = deps;
    const { vision, people, liveness, look } = deps;
    this.#session = new FaceSession({
      vision,
      people: {
        compare: async (probe) => {
          const score = dot(probe, await template);
          const { threshold, portraitThreshold = threshold } = vision.model;
          const { other } = await people.compare(probe, []);
          const own = isPortrait && { portraitThreshold };
          return { claimed: { personId: holder, score, ...own }, other };
        },
      },
      claimedIds: [holder],
      liveness,
      ...look,
    });
  }

  /** Compares with a portrait that is still analysed. What is no face fits nobody. */
  static beside(deps: PortraitFaceDeps, analysed: Promise<SeenPortrait | null>): PortraitFace {
    const noFace = new Float32Array(deps.vision.model.dimension);
    const template = analysed.then(
      (seen) => seen?.face.template ?? noFace,
      () => noFace,
    );
    return new PortraitFace(deps, { template, isPortrait: true });
  }

  onKiosk(kioskId: string): void {
    this.#session.useRig(this.#deps.rigOf(kioskId)?.geometry ?? null);
  }

  onInterrupted(): void {
    this.#session.onInterrupted();
  }

  onGaveWay(): void {
    this.#session.onGaveWay();
  }

  /** Whether the visitor is asked to move, and may say that they cannot. */
  get asksToMove(): boolean {
    return this.#session.asksToMove;
  }

  /** Whether there was enough evidence for a try, which counts for or against the document. */
  get isTry(): boolean {
    return this.#session.evidence({ cannotMove: false }).tried !== undefined;
  }

  onFrame(jpeg: Uint8Array, attemptId: string, second: SecondPicture | null): Promise<FrameAnswer> {
    return this.#session.onFrame(jpeg, attemptId, second);
  }

  /** Whether the lists behind an approval still count. The function holds no face template. */
  get stands(): (transaction: Db) => Promise<boolean> {
    return this.#areListsTheSame;
  }

  /** The template of the visitor's face; null until the session can conclude. */
  get probe(): Float32Array | null {
    return this.#session.probe;
  }

  /** Returns the watchlist entry whose face was in front of the camera; null: none, or too little was seen. */
  async watchedEntry(): Promise<string | null> {
    const { probe } = this.#session;
    return probe && (await this.#deps.watchedFaces.find(probe));
  }

  /**
   * Returns the result of the comparison. Only a capture that ended with a conclusion can pass. The lists of this moment
   * count, so `watchedEntry` comes after it.
   */
  async judge(ending: CaptureEnding, frames: number): Promise<CheckResult> {
    this.#areListsTheSame = await this.#deps.watchedFaces.isCurrentCheck();
    const { usableFrames } = this.#session.evidence({ cannotMove: ending === 'cannot_move' });
    const evidence: Evidence = { frames, usableFrames };
    const conclusion = ending === 'done' ? this.#session.conclusion : null;
    if (conclusion !== 'matched') {
      const reason = reasonBeside(conclusion ?? reasonOfEnding(ending, this.#session));
      return { passed: false, reason, evidence };
    }
    return { passed: true, reason: 'passed', evidence };
  }
}

/** Replaces reasons whose sentences speak of an enrolled person. */
function reasonBeside(reason: ReviewReason): ReviewReason {
  if (reason === 'declined') return 'identity_declined';
  return reason === 'no_match' ? 'identity_face_differs' : reason;
}
