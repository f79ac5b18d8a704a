import type { RecordCipher } from '../../keys/record-cipher.ts';
import { oneLine } from '#base/text';
import type { DeskCard } from '../../protocol/desk-messages.ts';
import { ruleOf } from '../../sign-in/reason-rules.ts';
import { frontDeskWords, isReason } from '../../sign-in/reasons.ts';
import type { Evidence, ListHit, ShownDocument } from '../../sign-in/check.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { DeskCardRow, earlierCards } from '../../store/tables/desk-cards.ts';
import type { SignInRow } from '../../store/tables/sign-ins.ts';
import { listWatchlistEntries } from '../../store/tables/watchlists.ts';
import type { Db } from '../../store/schema.ts';
import { foundBy } from '../../watchlist/entry.ts';
import { storedHits } from '../../watchlist/hit-note.ts';
import { ownList } from '../../watchlist/sources.ts';
import { openWritten } from './card-note.ts';

/** The part of a card that every account at the desk sees: visitor, host and place. */
interface ShownContents {
  visitor: string | null;
  host: string | null;
  location: string | null;
}

/**
 * The encrypted part of a card. It contains no other answer and no score. E-mail, telephone and company help to check
 * the visitor's document, and the host's e-mail allows a message.
 */
interface CardContents extends ShownContents {
  email: string | null;
  employeeId: string | null;
}

export interface SealedContents extends CardContents {
  phone: string | null;
  company: string | null;
  hostEmail: string | null;
  /** IANA name of the location's time zone. */
  zone: string | null;
  /** The identity document of a held visitor. */
  document: ShownDocument | null;
  /** When the desk was asked, as an ISO time, if nobody answered in time. */
  unansweredSince: string | null;
}

export function contentsOf(signIn: SignInRequest, places: PlaceNames): CardContents {
  const { email, employeeId } = signIn.claim;
  return { ...shownOf(signIn, places), email, employeeId };
}

export function shownOf(signIn: SignInRequest, places: PlaceNames): ShownContents {
  const { claim, hostName, locationName, locationId } = signIn;
  return {
    visitor: claim.name,
    host: hostName,
    location: placeOf(locationName, locationId, places),
  };
}

/** The known names of places. */
export interface PlaceNames {
  nameOf: (locationId: string) => string | null;
}

/** Where somebody signed in, by its present name. @param recordedName the name at that time, or the number */
export function placeOf(
  recordedName: string | null,
  locationId: string | null,
  places: PlaceNames,
): string | null {
  if (locationId === null) return recordedName;
  const atThatTime = recordedName === locationId ? null : recordedName;
  return places.nameOf(locationId) ?? atThatTime ?? `Location ${locationId}`;
}

/** Reads the state that another instance has sealed. */
export function readShown(opened: unknown): ShownContents {
  const read = (
    typeof opened === 'object' && opened !== null ? opened : {}
  ) as Partial<ShownContents>;
  return {
    visitor: read.visitor ?? null,
    host: read.host ?? null,
    location: read.location ?? null,
  };
}

/** Reads the camera's guidance that another instance has shared. */
export function readGuidance(opened: unknown): string | null {
  const { guidance } = (opened ?? {}) as { guidance?: unknown };
  return typeof guidance === 'string' ? guidance : null;
}

/** The known names of the desk's accounts. */
export interface AccountNames {
  /** Null when the account no longer exists. */
  nameOf: (accountId: string) => string | null;
  /** Await this first. Reads the names again when one of these accounts is unknown. */
  learn: (accountIds: readonly (string | null)[]) => Promise<void>;
}

export interface CardReading {
  cipher: Pick<RecordCipher, 'open'>;
  places: PlaceNames;
  /** The name of an account by its id; null when the account no longer exists. */
  nameOf: (accountId: string) => string | null;
}

interface BesideCard {
  /** The contents of entries of the office's own watchlist, by their ids. */
  listed?: ReadonlyMap<string, string> | undefined;
  /** The latest message about the visitor. */
  told?: { about: string; createdAt: Date } | undefined;
  /** Earlier cards of the same visit, which were closed for this one. */
  earlier?: Awaited<ReturnType<typeof earlierCards>> | undefined;
}

/** Builds the card that the desk shows. */
export function readCard(
  row: DeskCardRow,
  signIn: SignInRow,
  { earlier = [], listed, told }: BesideCard,
  { cipher, nameOf, places }: CardReading,
): DeskCard {
  const { visitor, host, location, unansweredSince } = openContents(row, cipher);
  const { why, whatToDo } = wordsOf(signIn.reason);
  return {
    jobId: row.jobId,
    visitor,
    host,
    location: placeOf(location, signIn.locationId, places),
    kind: signIn.kind,
    heldAt: row.heldAt.toISOString(),
    reason: signIn.reason,
    why,
    whatToDo,
    remark: signIn.note && withEntries(signIn.note, storedHits(signIn.hits), listed),
    earlier: earlier.map(({ jobId, heldAt, reason }) => {
      return { jobId, at: heldAt.toISOString(), reason, why: wordsOf(reason).why };
    }),
    isAlarm: isAlarm(signIn.reason),
    ...openWritten(row, cipher),
    withThem: readActor(row.withBy, row.withAt, nameOf),
    unansweredSince,
    hostTold: readActor(writtenBy(told), told?.createdAt ?? null, nameOf),
    outcome: row.outcome,
    seenAt: row.seenAt?.toISOString() ?? null,
    seenBy: row.seenBy === null ? null : (nameOf(row.seenBy) ?? formerAccount),
    entryUrl: signIn.entryId === null ? null : entryUrl(signIn.entryId),
  };
}

/** Returns the account that wrote a message of the desk: see `HostMessages`. */
export function writtenBy(message: { about: string } | undefined): string | null {
  return message?.about.split(':')[1] ?? null;
}

export function readActor(
  accountId: string | null,
  at: Date | null,
  nameOf: CardReading['nameOf'],
) {
  if (accountId === null || at === null) return null;
  return { by: nameOf(accountId) ?? formerAccount, at: at.toISOString() };
}

/** `Entry “Eve Example” (house ban) of your own list, by name.` */
function withEntries(note: string, hits: readonly ListHit[], listed: BesideCard['listed']): string {
  const own = hits.filter(({ list }) => list === ownList);
  return own.reduce((text, { entry: id }) => {
    const entry = listed?.get(id);
    return entry === undefined ? text : text.replace(`Entry ${id} `, () => `Entry ${entry} `);
  }, note);
}

function wordsOf(reason: string) {
  return frontDeskWords(isReason(reason) ? reason : 'internal_error');
}

export const formerAccount = 'a former account';

/** Every field is null once the person was erased, or after a change of key. */
export function openContents(row: DeskCardRow, cipher: CardReading['cipher']): SealedContents {
  const opened = row.contents && cipher.open(row.contents, row.jobId);
  const read = (
    typeof opened === 'object' && opened !== null ? opened : {}
  ) as Partial<SealedContents>;
  const { email = null, employeeId = null, phone = null, company = null } = read;
  const { hostEmail = null, zone = null, document = null, unansweredSince = null } = read;
  const own = { email, employeeId, phone, company, hostEmail, zone, document, unansweredSince };
  return { ...readShown(opened), ...own };
}

/** Returns the encrypted part of a card. */
export function sealedContentsOf(
  signIn: SignInRequest,
  places: PlaceNames,
  { document, unansweredSince }: Pick<Evidence, 'document' | 'unansweredSince'>,
): SealedContents {
  const { hostEmail, phone, facts, timezone: zone } = signIn;
  return {
    ...contentsOf(signIn, places),
    ...{ phone, company: facts.company, hostEmail, zone },
    document: document ?? null,
    unansweredSince: unansweredSince?.toISOString() ?? null,
  };
}

/** The address of the entry in Envoy. */
function entryUrl(entryId: string): string {
  return `https://dashboard.envoy.com/entries/${encodeURIComponent(entryId)}`;
}

/** Whether a sign-in was held because of who the visitor is or may be. */
export function isAlarm(reason: string): boolean {
  return ruleOf(reason).doubt === 'alarm';
}

/** Whether the desk shows a card. Approvals by the desk have one that names the approver. */
export function hasCard({ verdict, reason }: Pick<SignInRow, 'verdict' | 'reason'>): boolean {
  return verdict === 'review' || reason === 'desk_approved';
}

/** Describes each entry of the office's own watchlist for the front desk. */
export async function ownEntries(db: Db): Promise<Map<string, string>> {
  const entries = await listWatchlistEntries(db);
  return new Map(
    entries.map((entry) => {
      const names = foundBy(entry).slice(0, 3).join(', ');
      return [entry.id, `“${oneLine(names, 200)}” (${oneLine(entry.note, 300)})`];
    }),
  );
}
