import { TrustedIssuers, Wallet } from '#health-pass';
import { conclude } from '#server/checks/health-pass.ts';
import type { CodeReader } from '#server/credentials/codes/code-reader.ts';
import { nameFits } from '#name-matching';
import { frontDeskText } from '#server/sign-in/reasons.ts';
import { codesIn, type SuitePass } from './read-suite.ts';

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
  const judged: JudgedPass[] = [];
  for (const pass of passes) {
    judged.push(await judge(pass, codes));
    onPass();
  }
  return judged;
}

async function judge(pass: SuitePass, codes: CodeReader): Promise<JudgedPass> {
  const { name, inside, expected, picture } = pass;
  const { kind, family, given } = inside;
  const result = await show(pass, `${given} ${family}`);
  const other = family && given ? await show(pass, `${family}, ${given}`) : null;
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

async function show({ inside, codes, clock, today, issuers }: SuitePass, name: string) {
  const rules = { vaccines: inside.vaccines, doses: 1, atLeastDaysAgo: 0, atMostDaysAgo: null };
  const wallet = new Wallet(new TrustedIssuers(issuers), {
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
