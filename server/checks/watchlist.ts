import { Type, type Static } from 'typebox';
import type { Asked, Hit } from '../watchlist/hit.ts';
import { defaultThreshold } from '../watchlist/matching/name-index.ts';
import { isReadWhole, wordsOf } from '../watchlist/matching/words.ts';
import { ownList } from '../watchlist/own-list.ts';
import { listSources } from '../watchlist/sources.ts';
import type { Watchlist } from '../watchlist/watchlist.ts';
import { defineCheck, type Check, type CheckResult } from './check.ts';

export const watchlistSettings = Type.Object({
  lists: Type.Optional(
    Type.Array(Type.Enum([ownList, ...listSources]), {
      minItems: 1,
      description:
        'Only these; one that is named here and was never imported holds everybody. Without it, all that are there.',
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
export function createWatchlistCheck(watchlist: Pick<Watchlist, 'lookUp' | 'inForce'>): Check {
  return defineCheck({
    name: 'watchlist',
    settings: watchlistSettings,
    needs: ['claim', 'phone', 'facts'],
    run: async ({ claim, phone, facts }, { settings }) => {
      const missing = await missingLists(watchlist, settings.lists ?? []);
      // Nobody is let in because a list is not there that the policy counts on.
      if (missing.length > 0) return refusedForWant(missing);
      const { birthDate, country, company } = facts;
      const { name, email } = claim;
      const asked = { name, email, phone, company, birthDate, country };
      const want = wanting(asked, settings.by);
      if (want) return { passed: false, reason: 'document_missing', evidence: { note: want } };
      const hits = await watchlist.lookUp(asked, { ...settings, lists: settings.lists ?? null });
      if (hits.length === 0 && settings.by.includes('name') && !isReadWhole(name ?? '')) {
        const note = 'The name is too long for all of it to be looked up in the watchlist.';
        return { passed: false, reason: 'document_missing', evidence: { note } };
      }
      if (hits.length === 0) return { passed: true, reason: 'passed' };
      const evidence = { note: noteOf(hits) };
      return { passed: false, reason: 'watchlist_hit', discreet: true, evidence };
    },
  });
}

/** Why nobody can be looked up; null when somebody can. Official lists have little but names. */
function wanting(asked: Asked, by: Static<typeof watchlistSettings>['by']): string | null {
  if (by.includes('name')) {
    const isName = wordsOf(asked.name ?? '').length > 0;
    return isName ? null : 'The sign-in has no name that could be looked up in the watchlist.';
  }
  const isAny = by.some((what) => asked[what] !== null);
  return isAny ? null : `The sign-in has nothing to look up in the watchlist: ${by.join(', ')}.`;
}

async function missingLists(
  watchlist: Pick<Watchlist, 'inForce'>,
  wanted: readonly string[],
): Promise<string[]> {
  const official = wanted.filter((list) => list !== ownList);
  if (official.length === 0) return [];
  const inForce = await watchlist.inForce();
  return official.filter((list) => !inForce.includes(list));
}

function refusedForWant(missing: readonly string[]): CheckResult {
  const lists = missing.map((list) => listNames[list] ?? list).join(', ');
  const note = `The policy asks for a watchlist that was never imported: ${lists}.`;
  return { passed: false, reason: 'internal_error', evidence: { note } };
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
