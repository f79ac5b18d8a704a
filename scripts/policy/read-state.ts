import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkSettings } from '../../server/checks/registry.ts';
import type { Policy } from '../../server/policy/policy.ts';
import { policyState, type PolicyState } from '../../server/policy/policy-state.ts';
import { commandConfig } from '../cli/command-config.ts';
import { mistakesRefusal } from '../cli/remarks.ts';
import { withInstallation } from '../cli/with-installation.ts';
import { callersFolder } from '../enroll/callers-folder.ts';

/** A policy file that is in order. */
export type SoundPolicy = PolicyState & { policy: Policy };

/**
 * Reads the installation's policy file, or the one named. Beside an installation it is also held
 * against what that has; a file may be looked at where there is none.
 * @throws {Refusal} with every mistake
 */
export async function readSound(named?: string): Promise<SoundPolicy> {
  const config = commandConfig();
  const place = named
    ? { file: path.resolve(callersFolder(), named), isExpected: true }
    : config.policy;
  const state = existsSync(config.databaseFile)
    ? await withInstallation(({ store }) => policyState(place, checkSettings, store.db))
    : await policyState(place, checkSettings, null);
  const { policy } = state;
  if (policy) return { ...state, policy };
  throw mistakesRefusal('policy_mistakes', state);
}

/** Where the policy that is spoken of comes from, in a sentence. */
export function whence({ file, sha256 }: PolicyState): string {
  if (sha256 !== null) return file;
  return `There is no file ${file}, so everybody is asked for their face.`;
}
