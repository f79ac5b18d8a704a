import { iso31661Alpha3ToAlpha2 } from 'iso-3166';

/** Codes of 9303-3, parts B to F, and old codes, that ISO 3166 lacks or that another country signs. */
const special = new Map<string, readonly string[]>([
  ['D', ['DE']],
  ['GBD', ['GB']],
  ['GBN', ['GB']],
  ['GBO', ['GB']],
  ['GBP', ['GB']],
  ['GBS', ['GB']],
  ['CHN', ['CN', 'HK', 'MO']],
  ['RKS', ['KS', 'XK', 'RK']],
  ['XKX', ['KS', 'XK', 'RK']],
  ['EUE', ['EU']],
  ['UNO', ['UN']],
  ['UNA', ['UN']],
  ['UNK', ['UN']],
  ['XOM', ['XO', 'XM']],
  ['ROM', ['RO']],
  ['ZAR', ['CD']],
  ['UTO', ['UT']],
]);

/** Whether an authority of this country may sign for the issuing state of an MRZ. False without a country. */
export function mayIssueFor(state: string, country: string | null): boolean {
  return country !== null && alphaTwo(state).includes(countryCode(country));
}

/** Returns two letters; some certificates have three. */
export function countryCode(country: string): string {
  return country.length === 3 ? (alphaTwo(country)[0] ?? country) : country;
}

function alphaTwo(state: string): readonly string[] {
  const found = special.get(state) ?? iso31661Alpha3ToAlpha2[state];
  return typeof found === 'string' ? [found] : (found ?? []);
}
