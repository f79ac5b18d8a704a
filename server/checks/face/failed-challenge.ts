import type { Db } from '../../store/schema.ts';
import { latestChallengeOf } from '../../store/tables/sign-ins.ts';

/** For this long after a failed challenge, visitors under the same name get a harder challenge. */
const doubtedMs = 60 * 60_000;

/** Recent failed challenges under one person's name, by any visitor. */
export interface FailedChallenges {
  hasFailedLately(personId: string, now: Date): Promise<boolean>;
}

/** Reads the stored sign-ins, so that failures survive a restart. A passed challenge clears an earlier failure. */
export function createFailedChallenges(db: Db): FailedChallenges {
  return {
    async hasFailedLately(personId, now) {
      const latest = await latestChallengeOf(db, personId);
      if (!latest?.challengeFailed) return false;
      return now.getTime() - latest.decidedAt.getTime() < doubtedMs;
    },
  };
}
