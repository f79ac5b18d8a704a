import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../config/environment.ts';
import { dateOf } from '../../platform/local-time.ts';
import type { SetupAnswers } from './answers.ts';

/** A consent text to publish. */
export interface ConsentDocument {
  version: string;
  text: string;
}

/** The usual text, with the office's own words; null when none is to be published. */
export function consentDocument(
  { company, privacyContact }: Pick<SetupAnswers, 'company' | 'privacyContact'>,
  settings: Readonly<Record<string, string>>,
): ConsentDocument | null {
  if (!company || !privacyContact) return null;
  const today = dateOf(new Date());
  const words: Record<string, string> = {
    Company: company,
    'e-mail': privacyContact,
    link: 'the front desk',
    '2026-11': today,
    365: settings['VESTIBULE_RETENTION_DAYS'] ?? '365',
  };
  const text = readFileSync(path.join(projectRoot, 'docs/privacy/consent.txt'), 'utf8')
    .replace(/\[([^\]]+)\]/g, (gap, name: string) => words[name] ?? gap)
    // Joins lines, because a screen breaks them itself.
    .replace(/(?<=\S)\n(?=\S)/g, ' ')
    // People agree on the screen, or the desk records it, so no signature is needed.
    .replace(/\s*Name, date, signature\s*$/, '\n');
  // Another text of the same day needs another version.
  const digest = createHash('sha256').update(text).digest('hex');
  return { version: `${today}-${digest.slice(0, 6)}`, text };
}
