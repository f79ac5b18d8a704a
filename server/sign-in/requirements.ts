import type { RequiredCheck } from './check.ts';
import type { SignInRequest } from './sign-in.ts';

/** What the policy asks of one sign-in. */
export interface Requirements {
  /** The checks that the sign-in must pass. None at all is a fault, not an approval. */
  checks: readonly RequiredCheck[];
  /** The sign-in with what the policy knows of it, for the checks and whoever is told. */
  signIn: SignInRequest;
  /** Whether the desk is asked about a doubt. */
  askDesk?: boolean;
}
