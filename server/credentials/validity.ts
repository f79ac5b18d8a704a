import { CredentialFault } from './credential.ts';

/** Clocks differ; an issuer's may be this much ahead of ours. */
const leewaySeconds = 60;

/**
 * @param times in seconds since 1970, as the credential has them
 * @throws {CredentialFault} `not_yet_valid` or `expired`
 */
export function checkValidity(
  { from, until }: { from: number | null; until: number | null },
  now: Date,
): void {
  const seconds = now.getTime() / 1000;
  if (from !== null && !(from <= seconds + leewaySeconds)) {
    throw new CredentialFault('not_yet_valid');
  }
  if (until !== null && !(seconds < until + leewaySeconds)) throw new CredentialFault('expired');
}
