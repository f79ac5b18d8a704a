export const languages = ['en', 'es', 'fr', 'de', 'pt', 'ja', 'ar'] as const;
export type Language = (typeof languages)[number];

/** The first language of `wanted` (tags such as `es-MX`) that the page speaks; else English. */
export function chooseLanguage(wanted: readonly (string | null)[]): Language {
  return wanted.map(languageOf).find((language) => language !== null) ?? 'en';
}

/** What the page speaks of a language tag; null when it does not speak it. */
export function languageOf(tag: string | null): Language | null {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === base) ?? null;
}
