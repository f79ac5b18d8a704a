import { recordEvent } from '../../server/audit/record.ts';
import { loadSnapshot } from '../../server/people/gallery-snapshot.ts';
import { loadResemblance } from '../../server/people/resemblance.ts';
import type { Db } from '../../server/store/schema.ts';
import { lookalikesOf, putLookalikes } from '../../server/store/tables/lookalikes.ts';
import { scoredSignIns } from '../../server/store/tables/sign-ins.ts';
import type { TemplateCipher } from '../../server/store/template-cipher.ts';
import type { ModelInfo } from '../../server/vision/vision.ts';
import { commandActor } from '../cli/actor.ts';
import { compareEverybody, type Everybody, type Pair } from './everybody.ts';
import { signInScores, type SignInScores } from './sign-in-scores.ts';
import { verdictOn, type Verdict } from './verdict.ts';

export interface Installation {
  db: Db;
  cipher: TemplateCipher;
  model: ModelInfo;
}

export interface Tuning {
  model: ModelInfo;
  everybody: Everybody;
  signIns: SignInScores;
  verdict: Verdict;
  /** `inForce` is the stricter threshold that the pair has already. */
  pairs: (Pair & { inForce: number | null })[];
  /** How many pairs got a stricter threshold; null when that was not asked for. */
  applied: number | null;
}

/** Looks at the installation's own numbers. Stores nothing unless `apply`, and loosens nothing ever. */
export async function tune(
  { db, cipher, model }: Installation,
  { apply, onPeople, onPerson }: Options,
): Promise<Tuning> {
  const snapshot = await loadSnapshot({ db, cipher, model });
  onPeople(snapshot.owners.length);
  const everybody = await compareEverybody(snapshot, model, onPerson);
  const signIns = signInScores(await scoredSignIns(db, model.id), model.threshold);
  const verdict = verdictOn(model.threshold, everybody, signIns);
  const applied = apply ? await applyTo(db, model.id, everybody.pairs) : null;
  const known = await inForce(db, model.id);
  const pairs = everybody.pairs.map((pair) => {
    return { ...pair, inForce: known.get(keyOf(pair.a.id, pair.b.id)) ?? null };
  });
  return { model, everybody, signIns, verdict, pairs, applied };
}

interface Options {
  apply: boolean;
  /** Told how many people there are to compare, then after each. */
  onPeople: (count: number) => void;
  onPerson: () => void;
}

/** All or nothing; who was erased in the meantime, or said to be one person, is left out. */
async function applyTo(db: Db, model: string, pairs: readonly Pair[]): Promise<number> {
  const now = new Date();
  return db.transaction().execute(async (transaction) => {
    const known = await inForce(transaction, model);
    const rows = await transaction.selectFrom('people').select('id').execute();
    const ids = new Set(rows.map(({ id }) => id));
    const { same } = await loadResemblance(transaction, model);
    let applied = 0;
    for (const { a, b, threshold } of pairs) {
      const before = known.get(keyOf(a.id, b.id)) ?? 0;
      if (before >= threshold || !ids.has(a.id) || !ids.has(b.id)) continue;
      if (same.get(a.id)?.has(b.id)) continue;
      await putLookalikes(transaction, { personA: a.id, personB: b.id, threshold }, model, now);
      applied++;
    }
    if (applied > 0) {
      const details = { pairs: applied };
      await recordEvent(transaction, {
        action: 'lookalikes_changed',
        actor: commandActor(),
        details,
      });
    }
    return applied;
  });
}

async function inForce(db: Db, model: string): Promise<Map<string, number>> {
  const stored = await lookalikesOf(db, model);
  return new Map(
    stored.map(({ personA, personB, threshold }) => [keyOf(personA, personB), threshold]),
  );
}

function keyOf(one: string, another: string): string {
  return [one, another].sort().join(' ');
}
