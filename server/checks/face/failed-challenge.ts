import type { Db } from '../../store/schema.ts';
import { latestChallengeOf } from '../../store/tables/sign-ins.ts';

/** So long after a challenge that was failed, more is asked under that person's name. */
const doubtedMs = 60 * 60_000;

/** Recent failures to move as asked under one person's name, by any visitor. */
export interface FailedChallenges {
  hasFailedLately(personId: string, now: Date): Promise<boolean>;
}

/** Reads the stored sign-ins, so that a restart forgets none. A challenge that was passed ends the doubt. */
export function createFailedChallenges(db: Db): FailedChallenges {
  return {
    async hasFailedLately(personId, now) {
      const latest = await latestChallengeOf(db, personId);
      if (!latest?.challengeFailed) return false;
      return now.getTime() - latest.decidedAt.getTime() < doubtedMs;
    },
  };
}
