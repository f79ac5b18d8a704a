import { readFormDate } from '../sign-in/form-date.ts';
import { answerTo, tooLong } from '../sign-in/labels.ts';
import type { Facts, SignInRequest } from '../sign-in/sign-in.ts';
import type { Policy } from './policy.ts';

/**
 * The sign-in with what its form says. An employee number or badge id that was typed goes before
 * Envoy's id of the employee, because the office said that this is what people are enrolled under.
 */
export function withFacts(
  signIn: SignInRequest,
  { answers, dates }: Pick<Policy, 'answers' | 'dates'>,
): SignInRequest {
  const answered = (labels: readonly string[] = []) =>
    labels
      .map((label) => answerTo(signIn.answers, label))
      .find((answer) => typeof answer === 'string') ?? null;
  const birthDate = answered(answers.birthDate);
  const facts: Facts = {
    birthDate: birthDate === null ? null : readFormDate(birthDate, dates),
    country: answered(answers.country),
    company: answered(answers.company),
    badgeId: answered(answers.badgeId),
    employeeNumber: answered(answers.employeeNumber),
    healthCard: answered(answers.healthCard),
  };
  const employeeId = facts.employeeNumber ?? facts.badgeId ?? signIn.claim.employeeId;
  return {
    ...signIn,
    facts,
    claim: { ...signIn.claim, employeeId },
    phone: signIn.phone ?? answered(answers.phone),
  };
}

/** Questions that the policy reads and whose answers are too long to be read. */
export function unreadAnswers(
  signIn: Pick<SignInRequest, 'answers'>,
  { answers }: Pick<Policy, 'answers'>,
): string[] {
  const questions = Object.values(answers).flatMap((labels) => labels ?? []);
  return questions.filter((question) => answerTo(signIn.answers, question) === tooLong);
}
