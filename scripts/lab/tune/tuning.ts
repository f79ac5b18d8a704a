import { setImmediate } from 'node:timers/promises';
import { recordEvent } from '../../../server/audit/record.ts';
import {
  loadResemblance,
  stricterThreshold,
  type Resemblance,
} from '../../../server/people/looks-like.ts';
import { readGallery } from '../../../server/people/read-gallery.ts';
import { similarities } from '../../../server/people/similarity.ts';
import type { Db } from '../../../server/store/schema.ts';
import { lookalikesOf, putLookalikes } from '../../../server/store/tables/lookalikes.ts';
import { listPeople, type PersonRow } from '../../../server/store/tables/people.ts';
import { scoredSignIns, type ScoredSignIn } from '../../../server/store/tables/sign-ins.ts';
import type { TemplateCipher } from '../../../server/templates/cipher.ts';
import type { ModelInfo } from '../../../server/vision/vision.ts';
import { commandActor } from '../../terminal/with-installation.ts';
import { comparisonsFor, rateOf } from '../statistics.ts';

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
  const enrolled = await everybodyEnrolled({ db, cipher, model });
  onPeople(enrolled.owners.length);
  const everybody = await compareEverybody(enrolled, model, onPerson);
  const signIns = signInScores(await scoredSignIns(db, model.id), model.threshold);
  const verdict = verdictOn(model.threshold, everybody, signIns);
  const applied = apply ? await applyTo(db, model.id, everybody.pairs) : null;
  const known = await inForce(db, model.id);
  const pairs = everybody.pairs.map((pair) => {
    return { ...pair, inForce: known.get(keyOf(pair.a.id, pair.b.id)) ?? null };
  });
  return { model, everybody, signIns, verdict, pairs, applied };
}

interface Enrolled {
  owners: PersonRow[];
  /** The fused template of each owner, row after row, under the transform. */
  matrix: Float32Array;
  resemblance: Resemblance;
}

/** Everybody with a template of the model, in the order of their ids. */
async function everybodyEnrolled({ db, cipher, model }: Installation): Promise<Enrolled> {
  const templates = new Map<string, Float32Array>();
  for await (const { people } of readGallery({ db, cipher, model })) {
    for (const { personId, template } of people) templates.set(personId, template);
  }
  const people = await listPeople(db, model.id);
  const owners = people
    .filter(({ id }) => templates.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const matrix = new Float32Array(owners.length * model.dimension);
  for (const [row, { id }] of owners.entries()) {
    matrix.set(templates.get(id) ?? [], row * model.dimension);
  }
  return { owners, matrix, resemblance: await loadResemblance(db, model.id) };
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

/** The false match rate that the threshold was chosen for. */
const aim = 1e-4;

interface Verdict {
  /** `unknown` when there are too few comparisons to tell. */
  fits: 'yes' | 'no' | 'unknown';
  /** What was seen, with the number of comparisons; then what to do. */
  sentences: string[];
}

/** Whether the threshold fits this lobby, as far as its own numbers can tell. */
function verdictOn(threshold: number, everybody: Everybody, signIns: SignInScores): Verdict {
  const { matches, spread } = everybody;
  const rate = rateOf(matches, spread.count);
  const compared = `${many(spread.count, 'comparison')} of two enrolled people`;
  const sentences = [onStrangers(threshold, compared, rate), ...onVisitors(threshold, signIns)];
  if (spread.count === 0) return { fits: 'unknown', sentences };
  if (rate.low > aim) return { fits: 'no', sentences };
  return { fits: rate.high <= aim ? 'yes' : 'unknown', sentences };
}

function onStrangers(threshold: number, compared: string, rate: ReturnType<typeof rateOf>): string {
  if (rate.of === 0) {
    return 'Whether the threshold fits this lobby cannot be told: fewer than two people with photos of the recogniser in use are enrolled.';
  }
  if (rate.events > 0) {
    const judgement =
      rate.low > aim
        ? 'The threshold does not keep these people apart'
        : 'Whether the threshold fits cannot be told yet';
    return `${judgement}: ${rate.events} of ${compared} reached ${threshold} (false match rate ${share(rate.low)} to ${share(rate.high)}, 95 % interval). Look at the pairs: is it one person enrolled twice?`;
  }
  if (rate.high >= 1) {
    return `Nothing speaks against the threshold, but so few (${compared}) tell nothing: enrol more people.`;
  }
  const bound = `none of ${compared} reached ${threshold}, so the false match rate among them is at most ${share(rate.high)} (95 %, rule of three)`;
  if (rate.high <= aim) return `The threshold fits these people: ${bound}.`;
  return `Nothing speaks against the threshold, but there are too few people to show it: ${bound}; ${many(comparisonsFor(aim), 'comparison')} would be needed for ${share(aim)}.`;
}

function onVisitors(threshold: number, { approved, refused, nearMisses }: SignInScores): string[] {
  const sentences: string[] = [];
  const seen = approved.count + refused.count;
  if (seen === 0) return ['No sign-in with a score is stored yet.'];
  if (approved.min !== null && approved.median !== null) {
    sentences.push(
      `Half of ${many(approved.count, 'approved sign-in')} scored ${approved.median.toFixed(2)} or more, the lowest ${approved.min.toFixed(2)}.`,
    );
  }
  if (nearMisses > 0) {
    sentences.push(
      `${many(nearMisses, 'sign-in')} ended as no match just below ${threshold}. If those were the right people, enrol more photos of them or give them more light; do not lower the threshold.`,
    );
  }
  return sentences;
}

function many(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** `1 in 10,000` */
function share(rate: number): string {
  return rate === 0 ? '0' : `1 in ${Math.round(1 / rate).toLocaleString('en')}`;
}

/** Two people whom the model could take for each other, and what approval of either needs. */
interface Pair {
  a: PersonRow;
  b: PersonRow;
  likeness: number;
  threshold: number;
}

/** Everybody enrolled compared with everybody else. */
interface Everybody {
  people: number;
  spread: Spread;
  /** Comparisons of two people that reach the model's threshold. */
  matches: number;
  /** The most alike first. */
  pairs: Pair[];
}

/**
 * Compares fused templates; expired enrolments and two enrolments of one person are left out.
 * @param threshold the model's
 * @param onPerson told after each person, whom everybody after them was compared with
 */
async function compareEverybody(
  { owners, matrix, resemblance }: Enrolled,
  { dimension, threshold }: { dimension: number; threshold: number },
  onPerson: () => void,
): Promise<Everybody> {
  const now = new Date();
  const isCurrent = owners.map(({ expiresAt }) => !expiresAt || expiresAt > now);
  const distribution = new Distribution();
  const pairs: Pair[] = [];
  let matches = 0;
  for (const [row, a] of owners.entries()) {
    onPerson();
    if (!isCurrent[row]) continue;
    await setImmediate();
    const probe = matrix.subarray(row * dimension, (row + 1) * dimension);
    const rest = matrix.subarray((row + 1) * dimension);
    const same = resemblance.same.get(a.id);
    for await (const { firstRow, scores } of similarities(rest, probe)) {
      for (const [i, likeness] of scores.entries()) {
        const index = row + 1 + firstRow + i;
        const b = owners[index];
        if (!b || !isCurrent[index] || same?.has(b.id)) continue;
        distribution.add(likeness);
        if (likeness >= threshold) matches++;
        const needed = stricterThreshold(likeness, threshold);
        if (needed > threshold) pairs.push({ a, b, likeness, threshold: needed });
      }
    }
  }
  pairs.sort((one, another) => another.likeness - one.likeness);
  const people = isCurrent.filter((current) => current).length;
  return { people, spread: distribution.spread(), matches, pairs };
}

/** The scores of this lobby's sign-ins against the person claimed. */
interface SignInScores {
  approved: Spread;
  /** All that went to the front desk with a score, and those by reason. */
  refused: Spread;
  byReason: Record<string, Spread>;
  /** Refused as no match, but so near the threshold that the right person in poor light scores so. */
  nearMisses: number;
}

/** @param threshold the model's */
function signInScores(signIns: readonly ScoredSignIn[], threshold: number): SignInScores {
  const approved = new Distribution();
  const refused = new Distribution();
  const byReason = new Map<string, Distribution>();
  let nearMisses = 0;
  for (const { verdict, reason, score } of signIns) {
    // Let in by a person, and no word on what such a score is worth.
    if (reason === 'desk_approved') continue;
    if (verdict === 'approved') {
      approved.add(score);
      continue;
    }
    refused.add(score);
    const sameReason = byReason.get(reason) ?? new Distribution();
    sameReason.add(score);
    byReason.set(reason, sameReason);
    const isNear = score < threshold && score >= threshold - (1 - threshold) / 4;
    if (reason === 'no_match' && isNear) nearMisses++;
  }
  const reasons = [...byReason].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    approved: approved.spread(),
    refused: refused.spread(),
    byReason: Object.fromEntries(reasons.map(([reason, scores]) => [reason, scores.spread()])),
    nearMisses,
  };
}

/** How scores are spread: what `--json` prints of them. */
export interface Spread {
  count: number;
  /** Null when there are none. */
  min: number | null;
  median: number | null;
  max: number | null;
  /** Scores from -1 to 1 in bins of 0.1. */
  histogram: number[];
}

const fineBins = 2000;
const coarse = 100;

/** Gathers cosines, however many, in little memory. The median is exact to 0.001. */
class Distribution {
  readonly #counts = new Float64Array(fineBins);
  #count = 0;
  #min = Infinity;
  #max = -Infinity;

  add(score: number): void {
    const bin = Math.floor(((score + 1) / 2) * fineBins);
    const index = Math.min(fineBins - 1, Math.max(0, bin));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count++;
    this.#min = Math.min(this.#min, score);
    this.#max = Math.max(this.#max, score);
  }

  spread(): Spread {
    const histogram = Array.from({ length: fineBins / coarse }, (_, i) =>
      this.#counts.subarray(i * coarse, (i + 1) * coarse).reduce((sum, count) => sum + count, 0),
    );
    const isEmpty = this.#count === 0;
    return {
      count: this.#count,
      min: isEmpty ? null : rounded(this.#min),
      median: isEmpty ? null : rounded(this.#median()),
      max: isEmpty ? null : rounded(this.#max),
      histogram,
    };
  }

  #median(): number {
    let before = 0;
    const bin = this.#counts.findIndex((count) => (before += count) * 2 >= this.#count);
    const middle = ((bin + 0.5) / fineBins) * 2 - 1;
    return Math.min(this.#max, Math.max(this.#min, middle));
  }
}

function rounded(score: number): number {
  return Number(score.toFixed(4));
}
