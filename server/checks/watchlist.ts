import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { People } from '../people/person.ts';
import type { VisitorQuery, Hit } from '../watchlist/entry.ts';
import { foldEmail, foldName } from '#base/text';
import { defaultThreshold, isReadWhole, isUnreadable, nameWords } from '#name-matching';
import { listSources, isListAmong, listNamePattern } from '#sanctions-lists';
import { hitNote, nameOfList, notedHits } from '../watchlist/hit-note.ts';
import { ownList } from '../watchlist/sources.ts';
import type { Search, Watchlist } from '../watchlist/watchlist.ts';
import type { Db } from '../store/schema.ts';
import { recordsOf } from './face/recheck-claim.ts';
import { within } from '#base/time';
import {
  defineCheck,
  type Check,
  type CheckContext,
  type CheckResult,
  type DocumentHolder,
  type IdentifiedPerson,
} from '../sign-in/check.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';

/** `own`, a publisher, or one of a publisher's lists. */
const listSetting = Type.String({
  pattern: `^(?:${ownList}|(?:${listSources.join('|')})(?:/${listNamePattern})?)$`,
  expectation: `${ownList}, one of ${listSources.join(', ')}, or one of their lists by its name, such as ofac/consolidated`,
  values: `${[ownList, ...listSources].map((list) => `\`${list}\``).join(', ')}, or one of their lists: \`ofac/consolidated\``,
});

export const watchlistSettings = Type.Object(
  {
    lists: Type.Optional(
      Type.Array(listSetting, {
        minItems: 1,
        uniqueItems: true,
        description:
          'The lists to search. `ofac` means all lists of OFAC. A list that is named here and was never imported holds everybody. Default: all lists; if all of them are empty, everybody is held. `own` may be empty where it is named.',
      }),
    ),
    threshold: Type.Number({
      default: defaultThreshold,
      minimum: 0.7,
      maximum: 1,
      description:
        'How similar a name must be to a listed one: 1 is the same name; see docs/watchlists.md.',
    }),
    whenStale: Type.Enum(['hold', 'warn'], {
      default: 'warn',
      description:
        'While a list is overdue, `hold` holds everybody; `warn` sends a message and keeps it in force. See docs/watchlists.md.',
    }),
    phoneCountry: Type.String({
      default: 'US',
      pattern: '^[A-Z]{2}$',
      description: 'Whose telephone numbers are typed without a country code.',
    }),
  },
  {
    former: {
      // Who narrows the fields misses listed people, and the front desk judges each hit.
      by: { instead: 'a visitor is looked up by name, e-mail, phone and company. Delete it.' },
    },
  },
);

/** Returns the searches that the check's settings ask for. @param settings from a policy that was read */
export function searchesOf(settings: readonly unknown[]): Search[] {
  return settings
    .filter((one) => Value.Check(watchlistSettings, one))
    .map(({ lists = null, threshold, phoneCountry }) => {
      return { lists, threshold, phoneCountry };
    });
}

export interface WatchlistCheckOptions {
  watchlist: Pick<Watchlist, 'lookUp' | 'status' | 'isCurrentCheck' | 'dismissedFor'>;
  people: Pick<People, 'findClaimed'>;
}

/** The check answers this long before its own deadline, so that a hit is in time. */
const concludingMs = 100;
const late = Symbol('late');

/**
 * Is the visitor on your own list or on an official one? The check searches the typed details, and the record of their
 * enrolment. A hit is always a review that the visitor must not notice. So the other checks continue, and the lobby
 * screen shows nothing special. Another check that ends early does not end this one. Before the service stores an
 * approval, it looks the visitor up again, because lists may have changed.
 */
export function createWatchlistCheck({ watchlist, people }: WatchlistCheckOptions): Check {
  return defineCheck({
    name: 'watchlist',
    settings: watchlistSettings,
    needs: ['claim', 'phone', 'facts'],
    run: async (signIn, context) => {
      const ask = async (): Promise<CheckResult> => {
        const areListsTheSame = await watchlist.isCurrentCheck();
        const known = await people.findClaimed(signIn.claim);
        const result = await lookUpVisitor({ watchlist, people }, signIn, context);
        const hold = async (transaction: Db) =>
          (await areListsTheSame(transaction)) &&
          recordsOf(await people.findClaimed(signIn.claim, transaction)) === recordsOf(known);
        return { ...result, preconditions: { hold, reevaluate: ask } };
      };
      return ask();
    },
  });
}

async function lookUpVisitor(
  { watchlist, people }: WatchlistCheckOptions,
  { claim, phone, facts }: Pick<SignInRequest, 'claim' | 'phone' | 'facts'>,
  {
    settings,
    identified: found,
    documented,
    deadline,
  }: CheckContext<Static<typeof watchlistSettings>>,
): Promise<CheckResult> {
  const { birthDate, country, company } = facts;
  const { name, email } = claim;
  const typed = { name, email, phone, company, birthDate, country };
  const lookUp = (asked: VisitorQuery) =>
    watchlist.lookUp(asked, { ...settings, lists: settings.lists ?? null });
  const claimed = await people.findClaimed(claim);
  const only = claimed.length === 1 ? claimed[0] : undefined;
  const dismissed: Hit[] = [];
  const withoutDismissed = async (hits: Hit[]) => {
    if (!only || hits.length === 0) return hits;
    const others = await watchlist.dismissedFor(only, hits);
    dismissed.push(...others);
    return hits.filter((hit) => !others.includes(hit));
  };
  const hits = await withoutDismissed(await lookUp(typed));
  if (hits.length > 0) return hitBy(hits);

  const lookUpRecorded = (person: IdentifiedPerson) => lookUp(recordedOnly(person, typed));
  const hitsOfEach = await Promise.all(
    claimed.map(async (person) => withoutDismissed(await lookUpRecorded(person))),
  );
  const hitsOfAll = hitsOfEach.flat();
  if (claimed.length === 1 && hitsOfAll.length > 0) return hitBy(hitsOfAll, notTyped);
  const refusal = whyNotOfNow(await watchlist.status(), settings) ?? whyNotAsked(typed);
  if (refusal) return hitsOfAll.length > 0 ? hitBy(hitsOfAll, notTyped) : refusal;

  // When several people share the name, the face check says who it is. Without an answer, all of them count.
  const person = await within(deadline - concludingMs - performance.now(), found, null);
  // The desk dismissed this hit for one person. A typed name is no proof, so the face has to be that person's.
  if (dismissed.length > 0 && person?.id !== only?.id) return hitBy(dismissed);
  const known = claimed.findIndex(({ id }) => id === person?.id);
  const hitsOfPerson = person && (hitsOfEach[known] ?? (await lookUpRecorded(person)));
  const recorded = hitsOfPerson ?? hitsOfAll;
  if (recorded.length > 0) return hitBy(recorded, notTyped);
  const holder = await within(deadline - concludingMs - performance.now(), documented, late);
  // The document may still be accepted at the last moment, and then its holder would not be looked up.
  if (holder === late) return { passed: false, reason: 'timed_out' };
  const hitsOfHolder = await Promise.all(documentedOnly(holder).map(lookUp));
  if (hitsOfHolder.flat().length > 0) return hitBy(hitsOfHolder.flat(), byDocument);
  const unread = whyNotReadWhole(person ? [person] : claimed);
  return unread ?? { passed: true, reason: 'passed' };
}

/** Returns the recorded details that were not typed, because the typed ones were already looked up. */
function recordedOnly({ name, email }: IdentifiedPerson, typed: VisitorQuery): VisitorQuery {
  const isTypedName = foldName(name) === foldName(typed.name ?? '');
  const isTypedEmail = email !== null && foldEmail(email) === foldEmail(typed.email ?? '');
  return {
    name: isTypedName ? null : name,
    email: isTypedEmail ? null : email,
    phone: null,
    company: null,
    birthDate: typed.birthDate,
    country: typed.country,
  };
}

/** Looks up the holder even under a typed name, because birth date and nationality come from the document. */
function documentedOnly(holder: DocumentHolder | null): VisitorQuery[] {
  if (!holder) return [];
  const { names, birthDate, nationality: country } = holder;
  return names.map((name) => {
    return { name, email: null, phone: null, company: null, birthDate, country };
  });
}

const byDocument = 'By what the identity document says.';

/** Returns why the visitor cannot be looked up; null when they can. Official lists contain little but names. */
function whyNotAsked(asked: VisitorQuery): CheckResult | null {
  if (nameWords(asked.name ?? '').length > 0) return whyNotReadWhole([asked]);
  return missing('The sign-in has no name that could be looked up in the watchlist.');
}

function whyNotReadWhole(of: readonly Pick<VisitorQuery, 'name'>[]): CheckResult | null {
  if (of.some(({ name }) => isUnreadable(name ?? ''))) {
    return missing(
      'The name is in Japanese characters, which can be read in several ways: look it up in Latin letters.',
    );
  }
  if (of.every(({ name }) => isReadWhole(name ?? ''))) return null;
  return missing('The name is too long for all of it to be looked up in the watchlist.');
}

function missing(note: string): CheckResult {
  return { passed: false, reason: 'document_missing', evidence: { note } };
}

/** Returns a review for every visitor while a list that the policy needs is missing or too old. */
function whyNotOfNow(
  { inForce, gone, overdue }: Awaited<ReturnType<Watchlist['status']>>,
  { lists: wanted, whenStale }: Static<typeof watchlistSettings>,
): CheckResult | null {
  const refusal = (note: string): CheckResult => {
    return { passed: false, reason: 'watchlist_out_of_date', evidence: { note } };
  };
  const counting = (labels: readonly string[]) =>
    labels.filter((label) => !wanted || isListAmong(wanted, label)).map(nameOfList);
  const [lost] = counting(gone);
  if (lost !== undefined) return refusal(`A watchlist that was in force is gone: ${lost}.`);
  if (!wanted && inForce.length === 0) {
    return refusal('The policy asks for all watchlists, and all of them are empty.');
  }
  const official = (wanted ?? []).filter((list) => list !== ownList);
  const missing = official.filter((list) => !inForce.some((label) => isListAmong([list], label)));
  if (missing.length > 0) {
    const lists = missing.map(nameOfList).join(', ');
    return refusal(`The policy asks for a watchlist that was never imported: ${lists}.`);
  }
  const old = whenStale === 'hold' ? counting(overdue) : [];
  if (old.length === 0) return null;
  return refusal(`The policy holds everybody while a watchlist is overdue: ${old.join(', ')}.`);
}

const notTyped =
  'Not by what the visitor typed, but by what was recorded when that person was enrolled.';

function hitBy(hits: readonly Hit[], more = ''): CheckResult {
  const evidence = { note: `${hitNote(hits)} ${more}`.trim(), hits: notedHits(hits) };
  return { passed: false, reason: 'watchlist_hit', keepOtherChecksRunning: true, evidence };
}
