import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkSettings } from '../../server/checks/registry.ts';
import { loadConfig } from '../../server/config/config.ts';
import { readEnvironment } from '../../server/config/environment.ts';
import type { Policy } from '../../server/policy/policy.ts';
import { policyState, type PolicyState } from '../../server/policy/policy-state.ts';
import type { Remark } from '../../server/policy/yaml-source.ts';
import { Refusal } from '../cli/answer.ts';
import { wrapped } from '../cli/text.ts';
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
  const config = loadConfig(readEnvironment());
  const place = named
    ? { file: path.resolve(callersFolder(), named), isExpected: true }
    : config.policy;
  const state = existsSync(config.databaseFile)
    ? await withInstallation(({ store }) => policyState(place, checkSettings, store.db))
    : await policyState(place, checkSettings, null);
  const { policy, file, mistakes } = state;
  if (policy) return { ...state, policy };
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  const text = `${file} has ${count}; a running service keeps the policy before it.\n${remarksText(mistakes)}`;
  throw new Refusal('policy_mistakes', text, { file, mistakes });
}

/** Each with its line, at most 80 columns wide. */
export function remarksText(remarks: readonly Remark[]): string {
  return remarks.map(({ line, text }) => wrapped(`line ${line}: ${text}`, '  ', '  ')).join('\n');
}

/** Where the policy that is spoken of comes from, in a sentence. */
export function whence({ file, sha256 }: PolicyState): string {
  if (sha256 !== null) return file;
  return `There is no file ${file}, so everybody is asked for their face.`;
}
