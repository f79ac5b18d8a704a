import { fileState, type FileState } from '../followed/file-state.ts';
import type { FilePlace } from '../followed/file-text.ts';
import type { Db } from '../store/schema.ts';
import type { Policy } from './policy.ts';
import { policyKind } from './policy-kind.ts';
import type { KnownChecks } from './read-checks.ts';

/** How it stands with the policy. */
export interface PolicyState extends Omit<FileState<Policy>, 'value'> {
  /** Null when the file has mistakes. */
  policy: Policy | null;
}

/** @param db null where there is no installation: then nothing is in force, and nothing unknown */
export async function policyState(
  place: FilePlace,
  known: KnownChecks,
  db: Db | null,
): Promise<PolicyState> {
  const { value, ...state } = await fileState(policyKind(known, db), place, db);
  return { ...state, policy: value };
}
