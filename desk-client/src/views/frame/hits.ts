import type { Static, TSchema } from 'typebox';
import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { ExpectedDay } from '#server/protocol/desk-arrival-messages.ts';
import { HistoryPage } from '#server/protocol/desk-history-messages.ts';
import { PeoplePage } from '#server/protocol/desk-people-messages.ts';
import { ask } from '../../service/api.ts';
import { joinList, say } from '../../service/language.ts';
import { queue, visitOf } from '../../service/queue.ts';
import { visitorAddress } from '../../service/route.ts';
import {
  clockTime,
  dateAndTime,
  placeName,
  reasonChip,
  startOf,
  today,
} from '../../service/words.ts';
import { goToVisit } from '../waiting/keys.tsx';

/** In the order of the results: by their part of the desk. */
export const groups = ['queue', 'expected', 'people', 'history'] as const;

/** Somebody whom a search found. */
export interface SearchResult {
  id: string;
  group: (typeof groups)[number];
  name: string | null;
  about: string;
  open: () => void;
}

const mostOfGroup = 5;
/** Several letters within this time cause one search. */
const typingMs = 250;
const daysBack = 30;

/** Searches who waits at once, and the rest once the typing has stopped. */
export function useHits(text: string, may: readonly DeskAct[]) {
  const wanted = text.trim().toLocaleLowerCase();
  const [found, setFound] = useState<{ of: string; hits: SearchResult[] }>({ of: '', hits: [] });
  useEffect(() => {
    if (wanted === '') return undefined;
    let isOver = false;
    const timer = window.setTimeout(() => {
      void search(wanted, may).then((hits) => !isOver && setFound({ of: wanted, hits }));
    }, typingMs);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [wanted]);
  const isSearching = wanted !== '' && found.of !== wanted;
  const others = isSearching ? [] : found.hits;
  return { hits: wanted === '' ? [] : [...waitingLike(wanted), ...others], isSearching };
}

function isLike(wanted: string, texts: readonly (string | null)[]): boolean {
  return texts.some((text) => (text ?? '').toLocaleLowerCase().includes(wanted));
}

/** Waiting visitors of all places. */
function waitingLike(wanted: string): SearchResult[] {
  return queue.waiting.value
    .filter((card) => {
      return isLike(wanted, [card.visitor, card.host, placeName(card.location), reasonChip(card)]);
    })
    .slice(0, mostOfGroup)
    .map((card) => ({
      id: card.jobId,
      group: 'queue',
      name: card.visitor,
      about: joinList([card.host && say('queue-to_see', { host: card.host }), reasonChip(card)]),
      open: () => void goToVisit(visitOf(card)),
    }));
}

async function search(wanted: string, may: readonly DeskAct[]): Promise<SearchResult[]> {
  const name = encodeURIComponent(wanted);
  const from = encodeURIComponent(startOf(today(-daysBack)));
  const parts = await Promise.all([
    read(`/desk/api/expected?day=${today()}`, ExpectedDay, (day) => expectedLike(wanted, day)),
    read(`/desk/api/people?find=${name}`, PeoplePage, peopleIn),
    may.includes('read_history')
      ? read(`/desk/api/history?from=${from}&name=${name}`, HistoryPage, pastIn)
      : [],
  ]);
  return parts.flatMap((hits) => hits.slice(0, mostOfGroup));
}

/** A part that cannot be read has no results: the others still help. */
async function read<Schema extends TSchema>(
  path: string,
  schema: Schema,
  hitsIn: (answer: Static<Schema>) => SearchResult[],
): Promise<SearchResult[]> {
  try {
    return hitsIn(await ask(path, schema));
  } catch {
    return [];
  }
}

function goTo(address: string): () => void {
  return () => (location.hash = address);
}

function expectedLike(wanted: string, { visitors }: Static<typeof ExpectedDay>): SearchResult[] {
  return visitors
    .filter(({ visitor, host }) => isLike(wanted, [visitor, host]))
    .map(({ inviteId, visitor, host, expectedAt }) => ({
      id: inviteId,
      group: 'expected',
      name: visitor,
      about: joinList([clockTime(expectedAt), host && say('queue-to_see', { host })]),
      open: goTo(visitorAddress({ inviteId })),
    }));
}

function peopleIn({ people }: Static<typeof PeoplePage>): SearchResult[] {
  return people.map(({ id, name, email }) => ({
    ...{ id, name, group: 'people', about: email ?? '' },
    open: goTo(`#people/${encodeURIComponent(id)}`),
  }));
}

/** Those who wait are a group of their own. */
function pastIn({ entries }: Static<typeof HistoryPage>): SearchResult[] {
  const waiting = new Set(queue.waiting.value.map(({ jobId }) => jobId));
  return entries
    .filter(({ jobId }) => !waiting.has(jobId))
    .map((entry) => ({
      id: entry.jobId,
      group: 'history',
      name: entry.visitor,
      about: joinList([dateAndTime(entry.at), reasonChip(entry)]),
      open: goTo(visitorAddress(entry)),
    }));
}
