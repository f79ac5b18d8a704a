import path from 'node:path';
import type { Test } from 'tap';
import { recognisePresented, Wallet, type Issuer } from '../../packages/health-pass/index.ts';
import { conclude } from '../../server/checks/health-pass.ts';
import { storedTrust } from '../../server/credentials/stored-trust.ts';
import { trustIssuers } from '../../server/credentials/trust-issuers.ts';
import { nameFits } from '../../packages/name-matching/index.ts';
import { openStore } from '../support/store.ts';

const rules = {
  vaccines: ['208', 'EU/1/20/1528'],
  doses: 1,
  atLeastDaysAgo: 0,
  atMostDaysAgo: null,
};

/** A database that trusts these issuers, and `says`, the answer to a pass. */
export async function doorWith(t: Test, ...issuers: Issuer[]) {
  const store = await openStore({ databaseFile: path.join(t.testdir({}), 'v.sqlite') });
  t.teardown(() => store.close());
  await trustIssuers(store.db, issuers, 'command:test');
  /** The sentence of a refusal; null for a pass that is accepted. */
  const says = async (text: string) => {
    const wallet = new Wallet(storedTrust(store.db), {
      isNamed: (names) => names.some((name) => nameFits('Ada Example', name)),
      birthDate: null,
      birthDateRequired: false,
      rules,
      today: new Date().toISOString().slice(0, 10),
      now: () => new Date(),
    });
    const shown = recognisePresented(text);
    if (!shown) return 'no health pass';
    await wallet.show(shown);
    const { passed, evidence } = conclude(wallet.state);
    return passed ? null : (evidence?.note ?? 'nothing shown');
  };
  return { db: store.db, says };
}
