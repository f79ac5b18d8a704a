import type { FastifyBaseLogger } from 'fastify';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { isKnocked, RigGeometry, type RigTally } from '#face';
import { recordEvent } from '../audit/record.ts';
import { readJson } from '#base/text';
import type { Db } from '../store/schema.ts';
import { changeRig, type KioskRow } from '../store/tables/kiosks.ts';

/** How the two recorded cameras of a lobby screen see each other, as it is stored. */
const StoredRig = Type.Object({
  geometry: RigGeometry,
  /** ISO 8601. Tells this rig from those learned before or after it. */
  learnedAt: Type.String(),
  /** Whether the last visitors were seen otherwise: a camera was moved. Such a rig judges nobody. */
  isKnocked: Type.Boolean(),
});
export type StoredRig = Static<typeof StoredRig>;

/** Returns the stored rig; null where none was learned, or the text is none. */
export function readRig({ rig }: Pick<KioskRow, 'rig'>): StoredRig | null {
  const read = rig === null ? null : readJson(rig);
  return Value.Check(StoredRig, read) ? read : null;
}

/** People of whose captures the tallies are kept for each screen. */
const capturesKept = 8;

/** How the pairs of one capture fitted, and who the visitor claims to be. */
interface ClaimedTally extends RigTally {
  personId: string;
}

/** Stores what was learned of the cameras, and notices when a camera was moved. */
export class CameraRigs {
  readonly #db: Db;
  readonly #logger: FastifyBaseLogger;
  /** By screen: the rig that the tallies are of, and those of the last captures, one a person. */
  readonly #tallies = new Map<string, { learnedAt: string; captures: ClaimedTally[] }>();

  constructor(db: Db, logger: FastifyBaseLogger) {
    this.#db = db;
    this.#logger = logger;
  }

  /** Replaces the rig of a screen. @returns false when the screen is not paired */
  async put(kioskId: string, geometry: RigGeometry, actor: string): Promise<boolean> {
    const rig: StoredRig = { geometry, learnedAt: new Date().toISOString(), isKnocked: false };
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await changeRig(transaction, kioskId, JSON.stringify(rig)))) return false;
      await recordEvent(transaction, { action: 'cameras_set_up', actor, subject: kioskId });
      return true;
    });
  }

  /**
   * Notes how the pairs of one capture fitted, instead of an earlier one of the same person: one visitor alone must not
   * take the second camera out of use. Never rejects.
   */
  async note(kioskId: string, rig: StoredRig, tally: ClaimedTally): Promise<void> {
    const known = this.#tallies.get(kioskId);
    const earlier = known?.learnedAt === rig.learnedAt ? known.captures : [];
    const others = earlier.filter(({ personId }) => personId !== tally.personId);
    const captures = [...others, tally].slice(-capturesKept);
    this.#tallies.set(kioskId, { learnedAt: rig.learnedAt, captures });
    if (!isKnocked(captures)) return;
    try {
      await this.#noteKnocked(kioskId, rig);
    } catch (error) {
      this.#logger.error({ err: error, kioskId }, 'moved cameras not noted');
    }
  }

  async #noteKnocked(kioskId: string, rig: StoredRig): Promise<void> {
    const knocked: StoredRig = { ...rig, isKnocked: true };
    const isNoted = await this.#db.transaction().execute(async (transaction) => {
      // Somebody may have set the cameras up again meanwhile.
      const before = JSON.stringify(rig);
      if (!(await changeRig(transaction, kioskId, JSON.stringify(knocked), before))) return false;
      const actor = `kiosk:${kioskId}`;
      await recordEvent(transaction, { action: 'cameras_moved', actor, subject: kioskId });
      return true;
    });
    if (isNoted) this.#logger.warn({ kioskId }, 'the two cameras of a lobby screen were moved');
  }
}
