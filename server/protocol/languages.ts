export const languages = ['en', 'es', 'fr', 'de', 'pt', 'ja', 'ar'] as const;
export type Language = (typeof languages)[number];

/** Returns the first supported language of `wanted` (tags such as `es-MX`); otherwise English. */
export function chooseLanguage(wanted: readonly (string | null)[]): Language {
  return wanted.map(languageOf).find((language) => language !== null) ?? 'en';
}

/** Returns the supported language for a tag; null when there is none. */
export function languageOf(tag: string | null): Language | null {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === base) ?? null;
}
