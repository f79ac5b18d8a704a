import {
  type FileKind,
  fileState,
  type FileState,
  type FilePlace,
  ReloadableFile,
  type ReloadableFileOptions,
} from '#base/reloadable';
import { fingerprintsOnRecord } from '../audit/followed-file.ts';
import type { LivenessMode } from '../config/liveness.ts';
import type { Check, Requirements } from '../sign-in/check.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { requirementsOf, livenessInUse, type LivenessInUse } from './apply.ts';
import { loadInstallationFacts } from './installation-facts.ts';
import { builtInPolicy, type Policy, unreadablePolicy } from './policy.ts';
import type { KnownChecks } from './read-checks.ts';
import { readPolicy } from './read-policy.ts';

interface PolicyKeeperOptions extends Omit<ReloadableFileOptions<Policy>, 'kind' | 'record'> {
  known: KnownChecks;
  db: Db;
}

/** The policy in force: read at the start, and again on each reload. */
export class PolicyKeeper extends ReloadableFile<Policy> {
  constructor({ known, db, ...options }: PolicyKeeperOptions) {
    super({ ...options, kind: policyKind(known, db), record: recordOf(db) });
  }

  /** Number of rules in force besides the default; null while there is no file. */
  get rules(): number | null {
    return this.inForce === builtInPolicy ? null : this.inForce.rules.length - 1;
  }

  /** Returns the liveness modes in use. @param usual for rules that set none */
  livenessInUse(usual: LivenessMode): LivenessInUse[] {
    return livenessInUse(this.inForce, usual);
  }

  /** Whether any rule in force asks for this check. */
  asksFor(check: string): boolean {
    return this.inForce.rules.some(({ checks }) => checks.some(({ name }) => name === check));
  }

  /** Returns the settings that the rules in force give a check, without duplicates. */
  settingsOf(check: string): unknown[] {
    const all = this.inForce.rules.flatMap(({ checks }) =>
      checks.filter(({ name }) => name === check).map(({ settings }) => settings),
    );
    const texts = all.map((settings) => JSON.stringify(settings));
    return all.filter((_, i) => texts.indexOf(texts[i]!) === i);
  }

  /** Returns the requirements for a sign-in, which later changes of the file do not affect. */
  requires(signIn: SignInRequest, checks: ReadonlyMap<string, Check>): Requirements {
    return requirementsOf(this.inForce, checks, signIn);
  }
}

const recordOf = (db: Db) => fingerprintsOnRecord(db, 'policy_changed');

/** Describes the policy file for `ReloadableFile`. @param db null where there is no installation */
function policyKind(known: KnownChecks, db: Db | null): FileKind<Policy> {
  return {
    name: 'policy file',
    withoutFile: builtInPolicy,
    withoutFileInWords: "everybody's face is asked for",
    unreadable: unreadablePolicy,
    unreadableInWords: 'everybody is held until you fix it',
    // Without it, a check that it asked for would be left out.
    missedWhenGone: 'Put it back, or write a policy that asks for less: docs/policy.md.',
    read: async (text) => {
      const { policy, ...diagnostics } = readPolicy(
        text,
        known,
        db && (await loadInstallationFacts(db)),
      );
      return { value: policy, ...diagnostics };
    },
    counts: ({ rules }) => ({ rules: rules.length }),
  };
}

/** The state of the policy file. */
export interface PolicyState extends Omit<FileState<Policy>, 'value'> {
  /** Null when the file has mistakes. */
  policy: Policy | null;
}

/** @param db null where there is no installation: then no policy is in force, and no name is unknown */
export async function policyState(
  place: FilePlace,
  known: KnownChecks,
  db: Db | null,
): Promise<PolicyState> {
  const { value, ...state } = await fileState(policyKind(known, db), place, db && recordOf(db));
  return { ...state, policy: value };
}
