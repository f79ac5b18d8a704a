/** What somebody was found on a list by. */
export type FoundBy = 'name' | 'email' | 'domain' | 'phone' | 'company' | 'face';

/** An entry of a list that the visitor may be. */
export interface Hit {
  /** `own`, or the source of an official list. */
  list: string;
  /** The entry's id in the own list, or the list's own number. */
  entry: string;
  by: FoundBy;
  /** As the list writes it; null where it was not found by a name. */
  name: string | null;
  /** From 0 to 1; 1 where it is either the same or not. */
  score: number;
}

/** What is known of somebody who signs in. */
export interface Asked {
  name: string | null;
  email: string | null;
  phone: string | null;
  company: string | null;
  birthDate: string | null;
  country: string | null;
}

/** A list's birth years are often guesses, or off by one from another calendar. */
const yearsOff = 1;

/** Whether somebody born on this day cannot be the one listed. @param listed `1960`, `1960-01-12` */
export function isOtherAge(listed: readonly string[], birthDate: string | null): boolean {
  if (birthDate === null || listed.length === 0) return false;
  const year = Number(birthDate.slice(0, 4));
  const years = listed.map((date) => Number(date.slice(0, 4))).filter((known) => known > 0);
  return years.length > 0 && years.every((known) => Math.abs(known - year) > yearsOff);
}

const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'];
const unusual: Record<string, string> = {
  usa: 'US',
  'united states of america': 'US',
  uk: 'GB',
  england: 'GB',
  'great britain': 'GB',
  'russian federation': 'RU',
  'iran (islamic republic of)': 'IR',
  'syrian arab republic': 'SY',
  "democratic people's republic of korea": 'KP',
  'korea, north': 'KP',
  'viet nam': 'VN',
};

/** Countries by their codes and by their names in some languages. */
export class Countries {
  readonly #byName = new Map<string, string>(Object.entries(unusual));

  constructor() {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((a) => letters.map((b) => a + b));
    for (const language of languages) {
      const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
      for (const code of codes) {
        const name = names.of(code);
        if (name) this.#byName.set(name.toLowerCase(), code);
      }
    }
    for (const code of new Set(this.#byName.values())) this.#byName.set(code.toLowerCase(), code);
  }

  /** Whether the countries are known and none of them is this one. */
  isOther(listed: readonly string[], country: string | null): boolean {
    const own = country === null ? undefined : this.#codeOf(country);
    const known = listed.flatMap((name) => this.#codeOf(name) ?? []);
    return own !== undefined && known.length > 0 && !known.includes(own);
  }

  #codeOf(name: string): string | undefined {
    return this.#byName.get(name.trim().toLowerCase());
  }
}
