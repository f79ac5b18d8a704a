import { foldName } from '../people/folding.ts';
import type { Answer } from './sign-in.ts';

/** Stands for an answer that is longer than what is read. It is neither missing nor any other answer. */
export const tooLong = Symbol('an answer that is too long');

/**
 * What was answered to a question of the form, found by its label as the visitor reads it; null
 * when it was not asked, or nothing was answered.
 */
export function answerTo(
  answers: readonly Answer[],
  question: string,
): string | typeof tooLong | null {
  const wanted = foldName(question);
  const given = answers.find(({ label, value }) => label === wanted && value !== '');
  return given ? (given.value ?? tooLong) : null;
}
