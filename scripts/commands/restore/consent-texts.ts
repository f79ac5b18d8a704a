import type { Db } from '../../../server/store/schema.ts';
import {
  consentTexts,
  insertConsentText,
  insertConsentTranslation,
  tellConsentTextLanguage,
  type ConsentText,
} from '../../../server/store/tables/privacy.ts';
import type { Present } from './present-state.ts';

type Count = <T>(decisions: readonly T[], apply: (one: T) => Promise<boolean>) => Promise<number>;

/** Else a consent to an old text would count again, in the copy or for an older version. @returns how many */
export async function bringTextsForward(copy: Db, present: Present, count: Count): Promise<number> {
  const tables = await copy.introspection.getTables();
  if (!tables.some(({ name }) => name === 'consent_translations')) {
    const known = await textsWithoutLanguage(copy);
    return count(newerTexts(known, present), async (text) => {
      const { version, sha256, publishedAt } = text;
      await copy
        .insertInto('consent_texts')
        .values({ version, sha256, text: text.text, publishedAt })
        .execute();
      return true;
    });
  }
  const texts = await count(newerTexts(await consentTexts(copy), present), async (text) => {
    await insertConsentText(copy, text);
    return true;
  });
  const known = await consentTexts(copy);
  for (const { sha256, language, version } of known) {
    const told = present.texts.find((text) => text.sha256 === sha256)?.language;
    // What the copy says itself, people have agreed to.
    if (language === null && told) await tellConsentTextLanguage(copy, { version, language: told });
  }
  const words = new Set(known.map(({ sha256 }) => sha256));
  const translations = present.translations.filter(({ ofSha256 }) => words.has(ofSha256));
  return texts + (await count(translations, (one) => insertConsentTranslation(copy, one)));
}

/** As versions before the languages keep them. */
async function textsWithoutLanguage(copy: Db): Promise<Known[]> {
  return copy
    .selectFrom('consent_texts')
    .select(['version', 'sha256', 'publishedAt'])
    .orderBy('id', 'desc')
    .execute();
}

type Known = Pick<ConsentText, 'version' | 'sha256' | 'publishedAt'>;

/**
 * Texts that were published since, in their order. The order is that of publishing and not of the clock,
 * which may stand still or be set back.
 */
function newerTexts(known: readonly Known[], { texts }: Present): ConsentText[] {
  const [current] = known;
  // Published again on another machine: who agreed to the copy's has agreed to the same words.
  if (texts[0]?.sha256 === current?.sha256) return [];
  const versions = new Set(known.map(({ version }) => version));
  const at = texts.findIndex(({ version }) => version === current?.version);
  // A copy of another installation has nothing but the clock in common.
  const isNewer = ({ publishedAt }: ConsentText) => !current || publishedAt > current.publishedAt;
  const since = at < 0 ? texts.filter(isNewer) : texts.slice(0, at);
  return since.filter(({ version }) => !versions.has(version)).reverse();
}
