import { Value } from 'typebox/value';
import { maxLength, readHeldEntry } from '#envoy';
import { foldName } from '#base/text';
import { recognisePresented } from '#health-pass/presented';
import { LanguageTag } from '../protocol/messages.ts';
import { noFacts, type SignInRequest } from '../sign-in/sign-in.ts';

/**
 * Reads the body of a held sign-in.
 *
 * @param body parsed JSON, already verified
 * @param arrivedAt replaces a missing or unreadable `signed-in-at`
 * @returns null when the body is no sign-in that can be read (see `readHeldEntry`). The result may name
 * nobody: such a sign-in is held without a check.
 */
export function signInFrom(body: unknown, arrivedAt: Date): SignInRequest | null {
  const entry = readHeldEntry(body, isPass);
  if (!entry) return null;
  const { name, email, employeeId, locale, answers, signedInAt, ...rest } = entry;
  return {
    ...rest,
    claim: { name, email, employeeId },
    language: Value.Check(LanguageTag, locale) ? locale : null,
    answers: answers.map(({ label, value }) => ({ label: foldName(label), value })),
    facts: noFacts,
    rule: null,
    signedInAt: signedInAt ?? arrivedAt,
    arrivedAt,
  };
}

/** Whether the text is a health pass: those are long, but have no characters that are slow to compare. */
function isPass(text: string): boolean {
  if (text.length > maxLength.pass || !/^\p{ASCII}*$/u.test(text)) return false;
  return recognisePresented(text) !== null;
}
