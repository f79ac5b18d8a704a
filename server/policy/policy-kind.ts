import type { FileKind } from '../followed/file-kind.ts';
import type { Db } from '../store/schema.ts';
import { builtInPolicy, unreadablePolicy, type Policy } from './policy.ts';
import type { KnownChecks } from './read-checks.ts';
import { readPolicy } from './read-policy.ts';
import { surroundingsIn } from './surroundings.ts';

/** The policy as a file that is followed. @param db null where there is no installation */
export function policyKind(known: KnownChecks, db: Db | null): FileKind<Policy> {
  return {
    name: 'policy file',
    action: 'policy_changed',
    withoutFile: builtInPolicy,
    withoutFileInWords: "everybody's face is asked for",
    unreadable: unreadablePolicy,
    unreadableInWords: 'everybody is held until it is mended',
    read: async (text) => {
      const { policy, ...remarks } = readPolicy(text, known, db && (await surroundingsIn(db)));
      return { value: policy, ...remarks };
    },
    counts: ({ rules }) => ({ rules: rules.length }),
  };
}
