import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../config/environment.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { dateOf } from '../../platform/local-time.ts';
import type { SetupAnswers } from './answers.ts';

/** A consent text to publish. */
export interface ConsentDocument {
  version: string;
  text: string;
  /** Null: not given. */
  language: string | null;
}

/** The text according to the answers; null when none is to be published. @throws {RefusalError} */
export function consentDocument(
  { consent, retentionDays }: SetupAnswers,
  now = new Date(),
): ConsentDocument | null {
  const version = dateOf(now);
  if (consent.from === 'nowhere') return null;
  if (consent.from === 'file') return { version, text: textIn(consent.file), language: null };
  const words: Record<string, string> = {
    Company: consent.company,
    'e-mail': consent.contact,
    link: 'the front desk',
    '2026-11': version,
    365: String(retentionDays),
  };
  const filled = textIn(path.join(projectRoot, 'docs/privacy/consent.txt'))
    .replace(/\[([^\]]+)\]/g, (gap, name: string) => words[name] ?? gap)
    // Joins lines, because a screen breaks them itself.
    .replace(/(?<=\S)\n(?=\S)/g, ' ')
    // People agree on the screen, or the desk records it, so no signature is needed.
    .replace(/\s*Name, date, signature\s*$/, '\n');
  return { version, text: filled, language: 'en' };
}

function textIn(file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    if (text.trim() !== '') return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new RefusalError(
    'text_unusable',
    `${file} is empty, or no text in UTF-8. Nothing was written.`,
  );
}
