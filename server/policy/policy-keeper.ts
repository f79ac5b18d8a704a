import type { Check } from '../checks/check.ts';
import { FollowedFile, type FollowedFileOptions } from '../followed/followed-file.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Requirements } from '../sign-in/sign-ins.ts';
import { requirementsOf } from './apply.ts';
import { builtInPolicy, type Policy } from './policy.ts';
import { policyKind } from './policy-kind.ts';
import type { KnownChecks } from './read-checks.ts';

interface PolicyKeeperOptions extends Omit<FollowedFileOptions<Policy>, 'kind'> {
  known: KnownChecks;
}

/** The policy in force: read at the start, and again whenever its file changes. */
export class PolicyKeeper extends FollowedFile<Policy> {
  constructor({ known, ...options }: PolicyKeeperOptions) {
    super({ ...options, kind: policyKind(known, options.db) });
  }

  /** Rules in force beside the default; null while there is no file. */
  get rules(): number | null {
    return this.inForce === builtInPolicy ? null : this.inForce.rules.length - 1;
  }

  /** What the policy in force asks of a sign-in, which keeps it whatever becomes of the file. */
  requires(signIn: SignInRequest, checks: ReadonlyMap<string, Check>): Requirements {
    return requirementsOf(this.inForce, checks, signIn);
  }
}
