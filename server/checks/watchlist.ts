import { Type } from 'typebox';
import type { Hit } from '../watchlist/hit.ts';
import { defaultThreshold } from '../watchlist/matching/name-index.ts';
import type { Watchlist } from '../watchlist/watchlist.ts';
import { defineCheck, type Check } from './check.ts';

export const watchlistSettings = Type.Object({
  lists: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
      minItems: 1,
      description:
        'Only these: `own`, and official lists by their source (`ofac`, `un`, `eu`, `uk`, `opensanctions`). Without it, all that are there.',
    }),
  ),
  by: Type.Array(Type.Enum(['name', 'email', 'phone', 'company']), {
    default: ['name', 'email', 'phone', 'company'],
    minItems: 1,
    uniqueItems: true,
    description: 'What of the sign-in is looked up. `email` is looked up by its domain, too.',
  }),
  threshold: Type.Number({
    default: defaultThreshold,
    minimum: 0.7,
    maximum: 1,
    description:
      'How much a name must be like a listed one: 1 is the same name; see docs/watchlists.md.',
  }),
  phoneCountry: Type.String({
    default: 'US',
    pattern: '^[A-Z]{2}$',
    description: 'Whose telephone numbers are typed without a country code.',
  }),
});

/**
 * Is the visitor on the own list or on an official one? A hit is always a review, told discreetly:
 * the other checks run on, and the lobby shows what it always shows.
 */
export function createWatchlistCheck(watchlist: Pick<Watchlist, 'lookUp'>): Check {
  return defineCheck({
    name: 'watchlist',
    settings: watchlistSettings,
    needs: ['claim', 'phone', 'facts'],
    run: async ({ claim, phone, facts }, { settings }) => {
      const { birthDate, country, company } = facts;
      const { name, email } = claim;
      const asked = { name, email, phone, company, birthDate, country };
      const hits = await watchlist.lookUp(asked, { ...settings, lists: settings.lists ?? null });
      if (hits.length === 0) return { passed: true, reason: 'passed' };
      const evidence = { note: noteOf(hits) };
      return { passed: false, reason: 'watchlist_hit', discreet: true, evidence };
    },
  });
}

const mostTold = 3;
const listNames: Record<string, string> = {
  own: 'your own list',
  ofac: 'OFAC',
  un: 'UN',
  eu: 'EU',
  uk: 'UK',
  opensanctions: 'OpenSanctions',
};

/** Which entries, for whoever may look them up; not what stands in them. */
function noteOf(hits: readonly Hit[]): string {
  const told = hits.slice(0, mostTold).map(({ list, entry, by }) => {
    return `Entry ${entry} of ${listNames[list] ?? list}, by ${by}.`;
  });
  const more = hits.length - told.length;
  return more > 0 ? `${told.join(' ')} And ${more} more.` : told.join(' ');
}
