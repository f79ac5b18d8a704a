import {
  credentialFaults,
  recognisePresented,
  Wallet,
  type DoseRules,
  type Issuer,
  type RevocationMarks,
  type RevokedCredential,
} from '../index.ts';

const usualRules = {
  vaccines: ['208', 'EU/1/20/1528'],
  doses: 1,
  atLeastDaysAgo: 0,
  atMostDaysAgo: null,
};

/** Trusts these issuers, and says what becomes of passes that Ada Example shows. */
export function doorWith(...issuers: Issuer[]) {
  let revoked: readonly RevokedCredential[] = [];
  const trust = {
    findKeys: async (kind: Issuer['kind'], kid: string) =>
      issuers
        .filter((one) => one.kind === kind)
        .flatMap(({ issuer, keys }) => keys.map((key) => ({ ...key, issuer })))
        .filter((key) => key.kid === kid),
    isRevoked: async ({ identifiers }: RevocationMarks) =>
      revoked.some(({ identifier }) => identifiers.includes(identifier)),
  };
  /** Puts a list in force, which replaces the one before. */
  const revoke = (entries: Iterable<RevokedCredential>) => (revoked = [...entries]);
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
  /** The sentence of a refusal; null when it passes. */
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
