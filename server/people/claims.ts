import { setImmediate } from 'node:timers/promises';
import { foldEmail, foldName } from '#base/text';
import { lookSearches, type LookSearch } from '#name-matching';
import type { Db } from '../store/schema.ts';
import { claimedPeople, peopleNamedLike, type ClaimedRow } from './gallery-rows.ts';
import { peopleWithoutLooks, putLooks } from '../store/tables/people.ts';
import type { TemplateSource } from './fused-templates.ts';
import type { Claim, NamedPerson, Person } from './person.ts';

/** See `People.findClaimed`. */
export async function findClaimed(
  { db, ...source }: TemplateSource,
  claim: Claim,
): Promise<Person[]> {
  return db
    .transaction()
    .setAccessMode('read only')
    .execute((transaction) => findClaimedWithin(transaction, source, claim));
}

/** The same, inside an open transaction. */
export async function findClaimedWithin(
  transaction: Db,
  { cipher, model }: Omit<TemplateSource, 'db'>,
  claim: Claim,
): Promise<Person[]> {
  const found = await findByClaim(transaction, model.id, claim);
  if (found.length === 0) return [];
  await cipher.expectKeyOf(transaction);
  const ids = found.map(({ id }) => id);
  const states = await cipher.recordStates(transaction, ids);
  return found.flatMap((person) => {
    const state = states.get(person.id);
    return state ? [{ ...person, ...state }] : [];
  });
}

async function findByClaim(db: Db, model: string, claim: Claim): Promise<NamedPerson[]> {
  const emailFolded = orNull(foldEmail(claim.email ?? ''));
  const employeeId = orNull((claim.employeeId ?? '').trim());
  const nameFolded = orNull(foldName(claim.name ?? ''));
  const found = await claimedPeople(db, model, { emailFolded, employeeId, nameFolded });
  const known =
    (emailFolded !== null && found.find((row) => row.emailFolded === emailFolded)) ||
    (employeeId !== null && found.find((row) => row.employeeId === employeeId));
  if (known) return [personOf(known)];
  return found
    .filter(
      (row) =>
        !(emailFolded !== null && row.email !== null) &&
        !(employeeId !== null && row.employeeId !== null),
    )
    .map(personOf);
}

/** Beyond this many candidates, the search returns all of them without comparing each one. */
export const mostLookAlikes = 50;

/** See `People.findLookAlikes`. */
export async function findLookAlikes(db: Db, model: string, name: string): Promise<NamedPerson[]> {
  const found = new Map<string, NamedPerson>();
  for (const search of lookSearches(name)) {
    const alike = await lookAlikesOf(db, model, search);
    for (const person of alike) found.set(person.id, person);
  }
  return [...found.values()];
}

async function lookAlikesOf(db: Db, model: string, search: LookSearch): Promise<NamedPerson[]> {
  const { folded: nameFolded, looks, words, isLike } = search;
  const by = { nameFolded, looks, words };
  const found = await peopleNamedLike(db, model, by, mostLookAlikes + 1);
  if (found.length > mostLookAlikes) return found.map(personOf);
  // Some people have no stored looks yet, so the search returns them too. Initials are not searched.
  const isAlike = (row: ClaimedRow) => row.nameFolded === nameFolded || isLike(row.name);
  return found.filter(isAlike).map(personOf);
}

/** Number of people in one transaction: some 20 ms. */
const namesAtOnce = 100;

/** Computes the missing looks of names; after an upgrade, those of everybody. Returns how many. */
export async function storeMissingLooks(db: Db): Promise<number> {
  let count = 0;
  for (let last = ''; ;) {
    const page = await peopleWithoutLooks(db, last, namesAtOnce);
    await db.transaction().execute(async (transaction) => {
      for (const person of page) await putLooks(transaction, person);
    });
    count += page.length;
    if (page.length < namesAtOnce) return count;
    last = page.at(-1)?.id ?? last;
    await setImmediate();
  }
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

function personOf(row: ClaimedRow): NamedPerson {
  const { id, name, email, employeeId, consent, createdAt, expiresAt, templates } = row;
  const { isOutdated, withdrawnAt, consentExpiresAt } = row;
  const standing = { isOutdated, withdrawnAt, expiresAt: consentExpiresAt };
  return { id, name, email, employeeId, consent, standing, createdAt, expiresAt, templates };
}
