import type { Check, RequiredCheck } from '../checks/check.ts';
import type { KioskChoice, SignInRequest } from '../sign-in/sign-in.ts';
import type { Requirements } from '../sign-in/sign-ins.ts';
import { isAmong, unmet, type Circumstances } from './conditions.ts';
import { unreadAnswers, withFacts } from './form-facts.ts';
import type { Policy, PolicyRule } from './policy.ts';

/** What a policy asks of a sign-in. @throws when it names a check that is not there */
export function requirementsOf(
  policy: Policy,
  checks: ReadonlyMap<string, Check>,
  signIn: SignInRequest,
): Requirements {
  const rule = ruleFor(policy, signIn);
  const unread = unreadAnswers(signIn, policy);
  return {
    signIn: {
      ...withFacts(signIn, policy),
      kiosks: kiosksFor(policy.kiosks, signIn),
      rule: rule.name,
    },
    checks: unread.length > 0 ? [unreadForm(unread)] : rule.checks.map(requiredOf(checks)),
  };
}

function requiredOf(checks: ReadonlyMap<string, Check>) {
  return ({ name, settings }: PolicyRule['checks'][number]): RequiredCheck => {
    const check = checks.get(name);
    if (!check) throw new Error(`The policy names the check ${name}, which is not there.`);
    return { check, settings };
  };
}

/** In place of all other checks: they would take the answer for missing, as a watchlist must not. */
function unreadForm(questions: readonly string[]): RequiredCheck {
  const named = questions.map((question) => `"${question}"`).join(', ');
  const note = `What was answered is too long to be read: ${named}.`;
  const run: Check['run'] = async () => ({
    passed: false,
    reason: 'document_missing',
    evidence: { note },
  });
  return { check: { name: 'form', run }, settings: {} };
}

/** The first rule whose conditions hold. */
export function ruleFor(policy: Policy, signIn: Circumstances): PolicyRule {
  const rule = policy.rules.find(({ when }) => unmet(when, signIn) === null);
  if (!rule) throw new Error('The policy has no default.');
  return rule;
}

/** Screens that the policy names serve what it says only, so all others are left to their own pairing. */
export function kiosksFor(
  entries: Policy['kiosks'],
  signIn: Pick<SignInRequest, 'deviceId' | 'locationId' | 'locationName'>,
): KioskChoice | null {
  if (entries.length === 0) return null;
  const entry = entries.find(
    ({ location, device }) =>
      (!location || isAmong(location, signIn.locationId, signIn.locationName)) &&
      (!device || isAmong(device, signIn.deviceId, null)),
  );
  return entry ? { only: entry.kiosk } : { except: entries.flatMap(({ kiosk }) => kiosk) };
}
