export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

/** The first language of `wanted` (tags such as `es-MX`) that the page speaks; else English. */
export function chooseLanguage(wanted: readonly (string | null)[]): Language {
  for (const tag of wanted) {
    const base = tag?.toLowerCase().split('-')[0];
    const found = languages.find((language) => language === base);
    if (found) return found;
  }
  return 'en';
}
