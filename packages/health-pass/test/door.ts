import {
  credentialFaults,
  Wallet,
  TrustedIssuers,
  type DoseRules,
  type Issuer,
  type RevokedCredential,
} from '../index.ts';
import { recognisePresented } from '../presented/index.ts';

const usualRules = {
  vaccines: ['208', 'EU/1/20/1528'],
  doses: 1,
  atLeastDaysAgo: 0,
  atMostDaysAgo: null,
};

/** Trusts these issuers, and judges passes that Ada Example shows. */
export function doorWith(...issuers: Issuer[]) {
  let trust = new TrustedIssuers(issuers);
  /** Puts a list of revoked certificates in force, which replaces the previous one. */
  const revoke = (entries: Iterable<RevokedCredential>) => {
    trust = new TrustedIssuers(issuers);
    for (const one of entries) trust.revoke('dcc', '', one);
  };
  const walletOf = (
    rules: Partial<DoseRules> = {},
    birthDate: string | null = null,
    birthDateRequired = false,
  ) =>
    new Wallet(trust, {
      isNamed: (names) => names.some((name) => `${name.given} ${name.family}` === 'Ada Example'),
      birthDate,
      birthDateRequired,
      rules: { ...usualRules, ...rules },
      today: new Date().toISOString().slice(0, 10),
      now: () => new Date(),
    });
  /** The sentence of a refusal; null for a pass that is accepted. */
  const says = async (text: string, rules?: Partial<DoseRules>, birthDate?: string) => {
    const wallet = walletOf(rules, birthDate);
    const shown = recognisePresented(text);
    if (!shown) return 'no health pass';
    await wallet.show(shown);
    return refusalOf(wallet);
  };
  return { revoke, walletOf, says };
}

/** The sentence of a refusal; null when the passes are enough. */
export function refusalOf({ state }: Wallet): string | null {
  if (state.kind === 'enough') return null;
  if (state.kind === 'refused') return credentialFaults[state.fault];
  return state.kind === 'incomplete' ? credentialFaults.incomplete : 'nothing shown';
}
