import type { CredentialKind, NewCredentialKey } from '../../store/tables/credential-issuers.ts';

/** An issuer with all the keys that are to be trusted as its own. */
export interface Issuer {
  kind: CredentialKind;
  /** `https://…` of health cards; the country's two letters for EU certificates. */
  issuer: string;
  name: string | null;
  keys: readonly NewCredentialKey[];
}
