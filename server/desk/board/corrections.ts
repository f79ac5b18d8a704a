import { recordEvent } from '../../audit/record.ts';
import type { Correction, CorrectionSaid } from '../../protocol/desk-messages.ts';
import type { Db } from '../../store/schema.ts';
import {
  correctionsOf,
  deleteCorrection,
  insertCorrection,
} from '../../store/tables/desk-cards.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import type { DeskBoard } from './board.ts';
import { readCorrection, type AccountNames } from './card.ts';
import type { DeskActor } from '../accounts/sessions.ts';

interface CorrectionsDeps {
  db: Db;
  names: AccountNames;
  /** Its pages get the change. */
  board: Pick<DeskBoard, 'tell'>;
}

export type CorrectionResult =
  | { ok: true; correction: Correction | null }
  /** Nothing was changed. `correction`: what was said before. */
  | {
      ok: false;
      error: 'not_found' | 'nothing_compared' | 'already_so';
      correction: Correction | null;
    };

/**
 * What the desk says about the person in front of the camera. `vestibule tune` counts it; no verdict, threshold
 * or enrolment is changed by it.
 */
export class Corrections {
  readonly #deps: CorrectionsDeps;

  constructor(deps: CorrectionsDeps) {
    this.#deps = deps;
  }

  /** Of two who speak at once, the first counts; the other has to take that back first. */
  async say(
    jobId: string,
    judgement: CorrectionSaid,
    { accountId }: DeskActor,
  ): Promise<CorrectionResult> {
    const saidAt = new Date();
    const error = await this.#deps.db.transaction().execute(async (transaction) => {
      const signIn = await findSignIn(transaction, jobId);
      if (!signIn) return 'not_found';
      const { score, claimedPersonId: personId } = signIn;
      if (score === null || personId === null) return 'nothing_compared';
      const correction = { jobId, personId, said: judgement, accountId, saidAt };
      if (!(await insertCorrection(transaction, correction))) return 'already_so';
      const act = { action: 'sign_in_corrected', actor: `desk:${accountId}` } as const;
      await recordEvent(transaction, { ...act, subject: jobId, details: { said: judgement } });
      return null;
    });
    return this.#answer(jobId, error);
  }

  async takeBack(jobId: string, { accountId }: DeskActor): Promise<CorrectionResult> {
    const error = await this.#deps.db.transaction().execute(async (transaction) => {
      if (!(await findSignIn(transaction, jobId))) return 'not_found';
      if (!(await deleteCorrection(transaction, jobId))) return 'already_so';
      const act = { action: 'correction_taken_back', actor: `desk:${accountId}` } as const;
      await recordEvent(transaction, { ...act, subject: jobId });
      return null;
    });
    return this.#answer(jobId, error);
  }

  async #answer(
    jobId: string,
    error: Extract<CorrectionResult, { ok: false }>['error'] | null,
  ): Promise<CorrectionResult> {
    const { db, names, board } = this.#deps;
    const [row] = await correctionsOf(db, [jobId]);
    await names.learn([row?.accountId ?? null]);
    const correction = readCorrection(row, names.nameOf);
    if (error) return { ok: false, error, correction };
    await board.tell(jobId);
    return { ok: true, correction };
  }
}
