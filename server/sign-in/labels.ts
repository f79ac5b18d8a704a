import { foldName } from '../people/folding.ts';
import type { Answer } from './sign-in.ts';

/**
 * What was answered to a question of the form, found by its label as the visitor reads it; null
 * when it was not asked, or nothing was answered.
 */
export function answerTo(answers: readonly Answer[], label: string): string | null {
  const wanted = foldName(label);
  const given = answers.find(
    ({ field, value }) => foldName(field) === wanted && value.trim() !== '',
  );
  return given?.value.trim() ?? null;
}
