import path from 'node:path';
import type { Test } from 'tap';
import { conclude } from '../../server/checks/health-pass.ts';
import { trustIssuers, type Issuer } from '../../server/credentials/issuers/trust.ts';
import { recognisePresented } from '../../server/credentials/presented-code.ts';
import type { DoseRules } from '../../server/credentials/requirements.ts';
import { Wallet } from '../../server/credentials/wallet.ts';
import { openStore } from '../support/store.ts';

const usualRules = {
  vaccines: ['208', 'EU/1/20/1528'],
  doses: 1,
  atLeastDaysAgo: 0,
  atMostDaysAgo: null,
};

/** A database in which these are trusted, and what the door says of passes that are shown there. */
export async function doorWith(t: Test, ...issuers: Issuer[]) {
  const store = await openStore({ databaseFile: path.join(t.testdir({}), 'v.sqlite') });
  t.teardown(() => store.close());
  await trustIssuers(store.db, issuers, 'command:test');
  const walletOf = (
    rules: Partial<DoseRules> = {},
    birthDate: string | null = null,
    birthDateRequired = false,
  ) =>
    new Wallet(store.db, {
      name: 'Ada Example',
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
    const { passed, evidence } = conclude(wallet.state);
    return passed ? null : (evidence?.note ?? 'nothing shown');
  };
  return { db: store.db, walletOf, says };
}
