import type { ContentsCipher } from '../../keys/message-cipher.ts';
import type { Correction, DeskCard } from '../../protocol/desk-messages.ts';
import { frontDeskWords, isReason, type Reason } from '../../sign-in/reasons.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { CorrectionRow, DeskCardRow, earlierCards } from '../../store/tables/desk-cards.ts';
import type { SignInRow } from '../../store/tables/sign-ins.ts';

/** What everyone at the desk is shown of who waits, for whom, and where. */
interface ShownContents {
  visitor: string | null;
  host: string | null;
  location: string | null;
}

/**
 * What is encrypted on a card. No phone number, no answer, no score; e-mail and employee id only for
 * an offer to enrol the visitor, and the host's e-mail to write to them.
 */
interface CardContents extends ShownContents {
  email: string | null;
  employeeId: string | null;
}

export interface SealedContents extends CardContents {
  /** Envoy's visitor profile of the sign-in. */
  profileId: string | null;
  hostEmail: string | null;
}

export function contentsOf(signIn: SignInRequest): CardContents {
  const { email, employeeId } = signIn.claim;
  return { ...shownOf(signIn), email, employeeId };
}

export function shownOf(signIn: SignInRequest): ShownContents {
  const { claim, hostName, locationName, locationId } = signIn;
  return {
    visitor: claim.name,
    host: hostName,
    location: locationName ?? (locationId && unnamed(locationId)),
  };
}

/** What a place is called whose name Envoy has not told. */
export function unnamed(locationId: string): string {
  return `Location ${locationId}`;
}

/** What was sealed of it by another instance. */
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

/** What the camera is short of, where another instance has said so. */
export function readGuidance(opened: unknown): string | null {
  const { guidance } = (opened ?? {}) as { guidance?: unknown };
  return typeof guidance === 'string' ? guidance : null;
}

/** The names of the desk's accounts, as far as they are known. */
export interface AccountNames {
  /** Null when there is no such account any more. */
  nameOf: (accountId: string) => string | null;
  /** To be awaited first: reads them again when one of these is not known. */
  learn: (accountIds: readonly (string | null)[]) => Promise<void>;
}

export interface CardReading {
  cipher: Pick<ContentsCipher, 'open'>;
  /** The name of an account by its id; null when there is none any more. */
  nameOf: (accountId: string) => string | null;
  /** Where Envoy shows its entries. */
  entriesUrl: string;
}

interface BesideCard {
  correction?: CorrectionRow | undefined;
  /** The cards of the same visit that are closed for this one. */
  earlier?: Awaited<ReturnType<typeof earlierCards>> | undefined;
}

/** What the desk is shown of a card. */
export function readCard(
  row: DeskCardRow,
  signIn: Pick<SignInRow, 'reason' | 'kind' | 'note' | 'entryId' | 'score' | 'claimedPersonId'>,
  { correction, earlier = [] }: BesideCard,
  { cipher, nameOf, entriesUrl }: CardReading,
): DeskCard {
  const { visitor, host, location } = openContents(row, cipher);
  const { why, whatToDo } = wordsOf(signIn.reason);
  const note = row.note && cipher.open(row.note, row.jobId);
  return {
    jobId: row.jobId,
    visitor,
    host,
    location,
    kind: signIn.kind,
    heldAt: row.heldAt.toISOString(),
    reason: signIn.reason,
    why,
    whatToDo,
    remark: signIn.note,
    earlier: earlier.map(({ jobId, heldAt, reason }) => {
      return { jobId, at: heldAt.toISOString(), why: wordsOf(reason).why };
    }),
    isAlarm: alarms.has(signIn.reason),
    note: typeof note === 'string' ? note : null,
    outcome: row.outcome,
    seenAt: row.seenAt?.toISOString() ?? null,
    seenBy: row.seenBy === null ? null : (nameOf(row.seenBy) ?? formerAccount),
    entryUrl: signIn.entryId === null ? null : entryUrl(entriesUrl, signIn.entryId),
    canCorrect: canCorrect(signIn),
    correction: readCorrection(correction, nameOf),
  };
}

function wordsOf(reason: string) {
  return frontDeskWords(isReason(reason) ? reason : 'internal_error');
}

export const alarms: ReadonlySet<string> = new Set<Reason>([
  'watchlist_hit',
  'spoof_suspected',
  'other_person',
  'camera_changed',
]);

export const formerAccount = 'a former account';

/** Whether a face was compared, and with someone who is still enrolled. */
export function canCorrect({
  score,
  claimedPersonId,
}: Pick<SignInRow, 'score' | 'claimedPersonId'>): boolean {
  return score !== null && claimedPersonId !== null;
}

export function readCorrection(
  correction: CorrectionRow | undefined,
  nameOf: CardReading['nameOf'],
): Correction | null {
  if (!correction) return null;
  const { said, saidAt, accountId } = correction;
  return { said, at: saidAt.toISOString(), by: nameOf(accountId) ?? formerAccount };
}

/** Nothing but nulls once the person was erased, or after a change of key. */
export function openContents(row: DeskCardRow, cipher: CardReading['cipher']): SealedContents {
  const opened = row.contents && cipher.open(row.contents, row.jobId);
  const read = (
    typeof opened === 'object' && opened !== null ? opened : {}
  ) as Partial<SealedContents>;
  const { email = null, employeeId = null, profileId = null, hostEmail = null } = read;
  return { ...readShown(opened), email, employeeId, profileId, hostEmail };
}

/** What is encrypted on a card. */
export function sealedContentsOf(signIn: SignInRequest): SealedContents {
  const { claim, hostEmail } = signIn;
  return { ...contentsOf(signIn), profileId: claim.profileId ?? null, hostEmail };
}

function entryUrl(base: string, entryId: string): string {
  return `${base.replace(/\/$/, '')}/${encodeURIComponent(entryId)}`;
}

/** Whether the desk is shown a card: that of one whom the desk let in says who did. */
export function hasCard({ verdict, reason }: Pick<SignInRow, 'verdict' | 'reason'>): boolean {
  return verdict === 'review' || reason === 'desk_approved';
}
