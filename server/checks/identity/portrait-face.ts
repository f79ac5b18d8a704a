import { isChallenge, type LivenessMode } from '../../config/liveness.ts';
import type { LightRule, RoomMode } from '../../config/room-and-light.ts';
import type { CaptureEnding, FrameAnswer } from '../../kiosk/capture.ts';
import type { LearnedRooms } from '../../kiosk/learned-rooms.ts';
import type { People } from '../../people/person.ts';
import {
  dot,
  type Vision,
  FaceSession,
  type FaceSessionOptions,
} from '../../../packages/face/index.ts';
import type { CheckResult, Evidence } from '../../sign-in/check.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import type { WatchedFaces } from '../../watchlist/start-watchlist.ts';
import { reasonOfEnding } from '../face/reason-of-ending.ts';
import { watched } from '../face/face-verdict.ts';
import { judgeLight, RoomJudgement } from '../face/room-judgement.ts';

export interface PortraitFaceDeps {
  vision: Vision;
  people: Pick<People, 'compare'>;
  liveness: LivenessMode;
  light: LightRule;
  db: Db;
  room: RoomMode;
  rooms: Pick<LearnedRooms, 'find' | 'note' | 'isCurrent'>;
  /** Faces on the watchlist. Each capture's face is compared with them, whatever the outcome. */
  watchedFaces: Pick<WatchedFaces, 'find' | 'isCurrentCheck'>;
  /** For tests that must control the challenge and the clock. */
  look?: Pick<FaceSessionOptions, 'drawTrajectory' | 'drawLight' | 'now'>;
}

/** The id of the portrait's holder, where the face check needs a person. */
const holder = 'holder';

/** The template, of unit length, that the live face must match. */
interface Reference {
  template: Float32Array;
  /** Another camera took a portrait, so it has a threshold of its own. */
  isPortrait: boolean;
}

/** Compares the live face with a document's portrait, or with the face that showed the document earlier. */
export class PortraitFace {
  readonly #deps: PortraitFaceDeps;
  readonly #session: FaceSession;
  readonly #room: RoomJudgement;
  #areListsTheSame: (transaction: Db) => Promise<boolean> = async () => false;

  constructor(deps: PortraitFaceDeps, { template, isPortrait }: Reference) {
    this.#deps = deps;
    const { vision, people, liveness, look } = deps;
    this.#session = new FaceSession({
      vision,
      people: {
        compare: async (probe) => {
          const score = dot(probe, template);
          const { threshold, portraitThreshold = threshold } = vision.model;
          const { other } = await people.compare(probe, []);
          const own = isPortrait && { portraitThreshold };
          return { claimed: { personId: holder, score, ...own }, other };
        },
      },
      claimedIds: [holder],
      liveness,
      // A document has no record of earlier challenges.
      hasFailedLately: async () => false,
      ...look,
    });
    this.#room = new RoomJudgement({
      rooms: deps.rooms,
      mode: deps.room,
      watch: this.#session.room,
    });
  }

  onKiosk(kioskId: string): void {
    this.#room.onKiosk(kioskId);
  }

  onFrame(jpeg: Uint8Array, attemptId: string): Promise<FrameAnswer> {
    return this.#session.onFrame(jpeg, attemptId);
  }

  onLight(isShown: boolean): void {
    this.#session.light.screenShows(isShown && this.#deps.light.mode !== 'off');
  }

  /** Whether the room and the lists behind an approval still count. The function holds no face template. */
  get stands(): (transaction: Db) => Promise<boolean> {
    const room = this.#room;
    const areListsTheSame = this.#areListsTheSame;
    return async (transaction) =>
      (await room.stands(transaction)) && (await areListsTheSame(transaction));
  }

  /** The template of the visitor's face; null until the session can conclude. */
  get probe(): Float32Array | null {
    return this.#session.probe;
  }

  /** Returns the result of the comparison. Only a capture that ended with a conclusion can pass. */
  async judge(ending: CaptureEnding, frames: number): Promise<CheckResult> {
    const { watchedFaces } = this.#deps;
    this.#areListsTheSame = await watchedFaces.isCurrentCheck();
    const { probe } = this.#session;
    const entry = probe && (await watchedFaces.find(probe));
    const result = await this.#conclude(ending, frames);
    return entry === null ? result : watched(result, entry);
  }

  async #conclude(ending: CaptureEnding, frames: number): Promise<CheckResult> {
    const { usableFrames, lightAgreement } = this.#session.evidence({
      cannotMove: ending === 'cannot_move',
    });
    const evidence: Evidence = {
      frames,
      ...(usableFrames !== undefined && { usableFrames }),
      ...(lightAgreement !== undefined && { lightAgreement }),
    };
    const conclusion = ending === 'done' ? this.#session.conclusion : null;
    if (conclusion !== 'matched') {
      const reason = reasonBeside(conclusion ?? reasonOfEnding(ending, this.#session));
      return { passed: false, reason, evidence };
    }
    const { light: rule, liveness, db } = this.#deps;
    const matched: CheckResult = { passed: true, reason: 'passed', evidence };
    return this.#room.judge(await judgeLight(matched, { rule, liveness, db }));
  }
}

/** Whether the visitor may be asked to move. */
export function asksToMove({ liveness }: Pick<PortraitFaceDeps, 'liveness'>): boolean {
  return isChallenge(liveness);
}

/** Replaces reasons whose sentences speak of an enrolled person. */
function reasonBeside(reason: ReviewReason): ReviewReason {
  if (reason === 'declined') return 'identity_declined';
  return reason === 'no_match' ? 'identity_face_differs' : reason;
}
