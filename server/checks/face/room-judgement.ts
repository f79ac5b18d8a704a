import { enoughLit, type LightRule, type RoomMode } from '../../config/room-and-light.ts';
import { isChallenge, type LivenessMode } from '../../config/liveness.ts';
import { hasLitSignIns } from '../../store/tables/sign-ins.ts';
import type { KnownRoom, LearnedRooms } from '../../kiosk/learned-rooms.ts';
import type { CheckResult } from '../../sign-in/check.ts';
import type { Db } from '../../store/schema.ts';
import { roomLimits, type RoomWatch } from '../../../packages/face/index.ts';

const notes = {
  not_learned: 'The room of this screen is not learned yet. Learn it under Lobby screens.',
  hidden: 'Too little of the room could be seen beside the face.',
  differs: 'What the camera saw around the face is not the room that was learned.',
} as const;

interface Deps {
  rooms: Pick<LearnedRooms, 'find' | 'note' | 'isCurrent'>;
  mode: RoomMode;
  watch: RoomWatch;
}

interface Compared {
  kioskId: string;
  known: KnownRoom;
}

/** Judges whether a capture was made in the learned room. It judges only results that passed so far. */
export class RoomJudgement {
  readonly #deps: Deps;
  readonly #reading = new Map<string, Promise<KnownRoom | null>>();
  #compared: Compared[] = [];
  /** Null: there was nothing to compare. */
  #agreement: number | null = null;
  #isReplaced = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Starts to read the learned room in the background. */
  onKiosk(kioskId: string): void {
    this.#deps.watch.at(kioskId);
    if (this.#deps.mode === 'off' || this.#reading.has(kioskId)) return;
    const reading = this.#deps.rooms.find(kioskId);
    reading.catch(() => {});
    this.#reading.set(kioskId, reading);
  }

  /** @throws the store's error, where the room is required */
  async judge(result: CheckResult): Promise<CheckResult> {
    const { mode } = this.#deps;
    if (mode === 'off' || !result.passed) return result;
    const problem = await this.#problem().catch((error: unknown) => {
      if (mode === 'require') throw error;
      return null;
    });
    const evidence = {
      ...result.evidence,
      ...(this.#agreement !== null && { roomAgreement: this.#agreement }),
    };
    const judged: CheckResult =
      problem === null || mode === 'watch'
        ? { ...result, evidence }
        : differing(result, { ...evidence, note: notes[problem], tried: 'failed' });
    return this.#noted(judged);
  }

  /** Whether the rooms that an approval relies on are still the current ones. */
  async stands(db: Db): Promise<boolean> {
    if (this.#deps.mode !== 'require') return true;
    for (const { kioskId, known } of this.#compared) {
      if (!(await this.#deps.rooms.isCurrent(db, kioskId, known.roomId))) this.#isReplaced = true;
    }
    return !this.#isReplaced;
  }

  /** Whether a room was learned again after the comparison. */
  get isReplaced(): boolean {
    return this.#isReplaced;
  }

  /** Checks the room at every screen that saw the face. */
  async #problem(): Promise<keyof typeof notes | null> {
    const { watch } = this.#deps;
    const shares: (number | null)[] = [];
    for (const kioskId of watch.kioskIds) {
      const known = (await this.#reading.get(kioskId)) ?? null;
      if (!known) return 'not_learned';
      this.#compared.push({ kioskId, known });
      shares.push(watch.agreement(kioskId, known.room));
    }
    if (shares.length === 0 || shares.includes(null)) return 'hidden';
    this.#agreement = Math.min(...shares.map((share) => share ?? 0));
    return this.#agreement >= roomLimits.agreeing ? null : 'differs';
  }

  /** Notes the capture after the visitor has the answer, so that nothing waits for this write. */
  #noted(result: CheckResult): CheckResult {
    const { rooms, watch } = this.#deps;
    const captures = this.#compared.map((one) => ({ ...one, print: watch.print(one.kioskId) }));
    return {
      ...result,
      onVerdict(verdict, reason) {
        result.onVerdict?.(verdict, reason);
        const isLetIn = verdict === 'approved' && (reason === 'matched' || reason === 'passed');
        for (const { kioskId, known, print } of captures) {
          if (print) void rooms.note(kioskId, known.roomId, { print, isLetIn });
        }
      },
    };
  }
}

function differing(
  { onVerdict, comparedWith }: CheckResult,
  evidence: CheckResult['evidence'],
): CheckResult {
  return {
    passed: false,
    reason: 'room_differs',
    ...(evidence && { evidence }),
    ...(onVerdict && { onVerdict }),
    ...(comparedWith && { comparedWith }),
  };
}

interface Asked {
  rule: LightRule;
  /** Without a moving dot there are no tints. */
  liveness: LivenessMode;
  db: Db;
}

/**
 * Refuses a visitor whose face did not reflect the tints. This applies where a manager switched the rule on and this
 * office has enough measurements of its own. @throws the store's error
 */
export async function judgeLight(
  result: CheckResult,
  { rule: { mode, limit }, liveness, db }: Asked,
): Promise<CheckResult> {
  if (mode !== 'require' || limit === null || !result.passed || !isChallenge(liveness))
    return result;
  const { lightAgreement } = result.evidence ?? {};
  if (lightAgreement !== undefined && lightAgreement >= limit) return result;
  if (!(await hasLitSignIns(db, enoughLit))) return result;
  const { evidence, comparedWith, onVerdict } = result;
  return {
    passed: false,
    reason: 'light_not_seen',
    evidence: { ...evidence, tried: 'failed' },
    ...(comparedWith && { comparedWith }),
    ...(onVerdict && { onVerdict }),
  };
}
