import { foldName } from '../people/folding.ts';
import type { Policy } from './policy.ts';
import type { When } from './schema.ts';
import type { Remark, YamlSource } from '../followed/yaml-source.ts';

/** One narrowest kind of sign-in that conditions can tell apart. Null: one that no rule names. */
interface Case {
  kind: string;
  invited: boolean;
  flow: string | null;
  location: string | null;
}

/** Rules and kiosk entries that can never apply because those before them take everything of theirs. */
export function neverApplying(policy: Policy, lineOf: YamlSource['lineOf']): Remark[] {
  // The default has to be there even where the rules leave nothing to it.
  const rules = policy.rules.slice(0, -1).flatMap(({ name, when, line }, i) => {
    const before = policy.rules.slice(0, i);
    const isTaken = casesOf(when).every((one) => before.some((rule) => takes(rule.when, one)));
    if (!isTaken) return [];
    return [
      { line, text: `The rule "${name}" never applies: those before it take all of its sign-ins.` },
    ];
  });
  const kiosks = policy.kiosks.flatMap(({ location, device }, i) => {
    const isTaken = policy.kiosks
      .slice(0, i)
      .some((before) => includes(before.location, location) && includes(before.device, device));
    const text = 'This entry of `kiosks` never applies: one before it takes all of its sign-ins.';
    return isTaken ? [{ line: lineOf(`/kiosks/${i}`), text }] : [];
  });
  return [...rules, ...kiosks];
}

/** Every case that a rule is about. A flow's name and its id may be the same flow, but nobody here knows. */
function casesOf({ kind, invited, flow, location }: When): Case[] {
  const kinds = kind ? [kind] : ['visitor', 'employee'];
  const invitations = invited === undefined ? [true, false] : [invited];
  return kinds.flatMap((kind) =>
    invitations.flatMap((invited) =>
      (flow ?? [null]).flatMap((flow) =>
        (location ?? [null]).map((location) => ({ kind, invited, flow, location })),
      ),
    ),
  );
}

function takes(when: When, one: Case): boolean {
  return (
    (when.kind ?? one.kind) === one.kind &&
    (when.invited ?? one.invited) === one.invited &&
    includes(when.flow, one.flow === null ? undefined : [one.flow]) &&
    includes(when.location, one.location === null ? undefined : [one.location])
  );
}

/** Whether a condition holds wherever another one holds. */
function includes(wide: readonly string[] | undefined, narrow: readonly string[] | undefined) {
  if (!wide) return true;
  const names = new Set(wide.map(foldName));
  return narrow?.every((name) => names.has(foldName(name))) ?? false;
}
