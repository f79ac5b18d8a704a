import { Wallet, type Trust } from '#health-pass';
import { recognisePresented } from '#health-pass/presented';
import { conclude } from '#server/checks/health-pass.ts';
import { nameFits } from '#name-matching';

const rules = {
  vaccines: ['208', 'EU/1/20/1528'],
  doses: 1,
  atLeastDaysAgo: 0,
  atMostDaysAgo: null,
};

/** Shows a pass of Ada Example's. @returns the sentence of a refusal; null for a pass that is accepted */
export async function showPass(trust: Trust, text: string): Promise<string | null> {
  const wallet = new Wallet(trust, {
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
}
