import type { Db } from '../store/schema.ts';
import { builtInPolicy, type Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { readPolicyText, type PolicyPlace } from './policy-file.ts';
import { policyOnRecord } from './on-record.ts';
import type { KnownChecks } from './read-checks.ts';
import { readPolicy } from './read-policy.ts';
import { surroundingsIn } from './surroundings.ts';
import type { Remark } from './yaml-source.ts';

/** How it stands with the policy, for whoever looks at an installation from outside the service. */
export interface PolicyState {
  file: string;
  /** Of the file as it is now; null when there is none. */
  sha256: string | null;
  /** Null when the file has mistakes. */
  policy: Policy | null;
  mistakes: readonly Remark[];
  warnings: readonly Remark[];
  /** Whether this is the policy that the service follows, or followed when it last ran. */
  isInForce: boolean;
}

/** @param db null where there is no installation: then nothing is in force, and nothing unknown */
export async function policyState(
  place: PolicyPlace,
  known: KnownChecks,
  db: Db | null,
): Promise<PolicyState> {
  const { file } = place;
  try {
    const { text, sha256 } = await readPolicyText(place);
    const isInForce = db !== null && (await policyOnRecord(db)) === sha256;
    if (text === null) {
      return { file, sha256, policy: builtInPolicy, mistakes: [], warnings: [], isInForce };
    }
    return {
      file,
      sha256,
      ...readPolicy(text, known, db && (await surroundingsIn(db))),
      isInForce,
    };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const { mistakes } = error;
    return { file, sha256: null, policy: null, mistakes, warnings: [], isInForce: false };
  }
}
