import { NameIndex } from '../name-index.ts';
import type { DistortionKind } from './distortions.ts';
import type { MadeList } from './made-list.ts';

/** The quality of the matching on a generated list. */
export interface MatchingMeasured {
  entries: number;
  threshold: number;
  /** Time to parse all names one by one and index them: processor time and wall time. */
  load: { processorMs: number; wallMs: number };
  kinds: { kind: DistortionKind; asked: number; found: number; example: string }[];
  asked: number;
  found: number;
  /** Number of people who are not on the list, and those who matched an entry. */
  ordinary: number;
  falseHits: { name: string; listed: string; score: number }[];
  /** Wall time of each query, on a machine that may also do other work. */
  queryMs: number[];
  /** Mean processor time of a query. */
  processorMs: number;
}

export async function measureMatching(
  { names, queries, ordinary }: MadeList,
  threshold: number,
  onQuery: () => void = () => {},
): Promise<MatchingMeasured> {
  const index = new NameIndex<number>();
  let before = process.cpuUsage();
  const loadStarted = performance.now();
  for (const [number, name] of names.entries()) await index.add(number, [name]);
  const loading = process.cpuUsage(before);
  const load = {
    processorMs: (loading.user + loading.system) / 1000,
    wallMs: performance.now() - loadStarted,
  };
  before = process.cpuUsage();
  const milliseconds: number[] = [];
  const find = async (name: string) => {
    const started = performance.now();
    const hits = await index.find(name, threshold);
    milliseconds.push(performance.now() - started);
    onQuery();
    return hits;
  };
  const kinds = new Map<DistortionKind, MatchingMeasured['kinds'][number]>();
  for (const { kind, name, entry } of queries) {
    const counts = kinds.get(kind) ?? { kind, asked: 0, found: 0, example: name };
    kinds.set(kind, counts);
    counts.asked++;
    if ((await find(name)).some(({ ref }) => ref === entry)) counts.found++;
  }
  const falseHits: MatchingMeasured['falseHits'] = [];
  for (const name of ordinary) {
    const [hit] = await find(name);
    if (hit) falseHits.push({ name, listed: hit.name, score: hit.score });
  }
  const { user, system } = process.cpuUsage(before);
  const rows = [...kinds.values()];
  return {
    entries: names.length,
    threshold,
    load,
    kinds: rows,
    asked: queries.length,
    found: rows.reduce((sum, { found }) => sum + found, 0),
    ordinary: ordinary.length,
    falseHits,
    queryMs: milliseconds,
    processorMs: (user + system) / 1000 / milliseconds.length,
  };
}
