import path from 'node:path';
import { Wallet } from '../../packages/health-pass/index.ts';
import { conclude } from '../../server/checks/health-pass.ts';
import type { CodeReader } from '../../server/credentials/codes/code-reader.ts';
import { storedTrust } from '../../server/credentials/stored-trust.ts';
import { distrustIssuer, trustIssuers } from '../../server/credentials/trust-issuers.ts';
import { nameFits } from '../../packages/name-matching/index.ts';
import { frontDeskText } from '../../server/sign-in/reasons.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../../server/store/store.ts';
import { listCredentialIssuers } from '../../server/credentials/credential-rows.ts';
import { codesIn, type SuitePass } from './read-suite.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';

/** The result of one pass. */
export interface JudgedPass {
  name: string;
  kind: SuitePass['inside']['kind'];
  expected: SuitePass['expected'];
  accepted: boolean;
  /** The sentence for the front desk. */
  sentence: string;
  /** The result for the name typed as "Family, Given"; null where the name has only one part. */
  acceptedFamilyFirst: boolean | null;
  /** Whether the picture was read as expected; null without a picture. */
  pictureRead: boolean | null;
}

/**
 * Presents each pass at a sign-in of the person named on it. Only the pass's signer is trusted, and the policy asks for
 * one dose of its vaccine.
 */
export async function measurePasses(
  passes: readonly SuitePass[],
  codes: CodeReader,
  onPass: () => void = () => {},
): Promise<JudgedPass[]> {
  return inTemporaryFolder('passes', async (folder) => {
    const store = await openStore({ databaseFile: path.join(folder, 'passes.sqlite') });
    try {
      const judged: JudgedPass[] = [];
      for (const pass of passes) {
        judged.push(await judge(store.db, pass, codes));
        onPass();
      }
      return judged;
    } finally {
      await store.close();
    }
  });
}

async function judge(db: Db, pass: SuitePass, codes: CodeReader): Promise<JudgedPass> {
  const { name, inside, expected, picture } = pass;
  const { kind, family, given } = inside;
  await trustIssuers(db, pass.issuers, 'command:evaluate');
  const result = await show(db, pass, `${given} ${family}`);
  const other = family && given ? await show(db, pass, `${family}, ${given}`) : null;
  for (const { id } of await listCredentialIssuers(db)) {
    await distrustIssuer(db, id, 'command:evaluate');
  }
  const read = picture && (await codesIn(picture.png, codes));
  return {
    name,
    kind,
    expected,
    accepted: result.passed,
    sentence: result.evidence?.note ?? frontDeskText(result.reason),
    acceptedFamilyFirst: other && other.passed,
    pictureRead: picture && (read?.[0] ?? null) === picture.text,
  };
}

async function show(db: Db, { inside, codes, clock, today }: SuitePass, name: string) {
  const rules = { vaccines: inside.vaccines, doses: 1, atLeastDaysAgo: 0, atMostDaysAgo: null };
  const wallet = new Wallet(storedTrust(db), {
    isNamed: (names) => names.some((one) => nameFits(name, one)),
    birthDate: inside.birthDate,
    birthDateRequired: false,
    rules,
    today,
    now: () => clock,
  });
  for (const code of codes) await wallet.showCode(code);
  return conclude(wallet.state);
}
