import { foldName } from '../people/folding.ts';
import type { Db } from '../store/schema.ts';
import { listKiosks } from '../store/tables/kiosks.ts';
import { flowsSeen } from '../store/tables/sign-ins.ts';
import { instead } from './against-schema.ts';
import type { Policy } from './policy.ts';
import type { Remark, YamlSource } from './yaml-source.ts';

/** What this installation has, by name, that a policy can speak of. */
export interface Surroundings {
  kiosks: readonly string[];
  /** Flows of sign-ins that were stored. */
  flows: readonly string[];
}

export async function surroundingsIn(db: Db): Promise<Surroundings> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  return { kiosks: kiosks.map(({ name }) => name), flows: await flowsSeen(db) };
}

/** Names in the policy that nothing here has. They may be about to come, so these are doubts. */
export function unknownHere(
  { kiosks, rules }: Policy,
  here: Surroundings,
  lineOf: YamlSource['lineOf'],
): Remark[] {
  const unpaired = kiosks.flatMap(({ kiosk }, i) =>
    namesNotIn(kiosk, here.kiosks).map((name) => ({
      line: lineOf(`/kiosks/${i}/kiosk`),
      text: `No lobby screen is paired under the name "${name}"${guess(name, here.kiosks)}.`,
    })),
  );
  // Before the first sign-in nothing is known of the flows.
  if (here.flows.length === 0) return unpaired;
  const unseen = rules.flatMap(({ when }, i) =>
    namesNotIn(when.flow ?? [], here.flows)
      .filter((flow) => !/^\d+$/.test(flow))
      .map((flow) => ({
        line: lineOf(`/rules/${i}/when/flow`),
        text: `No sign-in of a flow "${flow}" was seen yet${guess(flow, here.flows)}.`,
      })),
  );
  return [...unpaired, ...unseen];
}

function namesNotIn(names: readonly string[], known: readonly string[]): string[] {
  const folded = new Set(known.map(foldName));
  return names.filter((name) => !folded.has(foldName(name)));
}

function guess(name: string, known: readonly string[]): string {
  return known.length === 0 ? '' : `; ${instead(name, known)}`;
}
