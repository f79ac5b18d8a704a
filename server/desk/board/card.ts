import type { ContentsCipher } from '../../keys/message-cipher.ts';
import type { Correction, DeskCard } from '../../protocol/desk-messages.ts';
import type { Decision } from '../../sign-in/decision.ts';
import { frontDeskWords, isReason, type Reason } from '../../sign-in/reasons.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import type { CorrectionRow, DeskCardRow } from '../../store/tables/desk-cards.ts';
import type { SignInRow } from '../../store/tables/sign-ins.ts';

/** What everyone at the desk is shown of who waits, for whom, and where. */
interface ShownContents {
  visitor: string | null;
  host: string | null;
  location: string | null;
}

/**
 * What is encrypted on a card. No phone number, no answer, no score; e-mail and employee id only for
 * an offer to enrol the visitor.
 */
interface CardContents extends ShownContents {
  email: string | null;
  employeeId: string | null;
}

export function contentsOf(signIn: SignInRequest): CardContents {
  const { email, employeeId } = signIn.claim;
  return { ...shownOf(signIn), email, employeeId };
}

export function shownOf(signIn: SignInRequest): ShownContents {
  const { claim, hostName, locationName, locationId } = signIn;
  return { visitor: claim.name, host: hostName, location: locationName ?? locationId };
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

/** What the desk is shown of a card. */
export function readCard(
  row: DeskCardRow,
  signIn: Pick<SignInRow, 'reason' | 'kind' | 'note' | 'entryId' | 'score' | 'claimedPersonId'>,
  correction: CorrectionRow | undefined,
  { cipher, nameOf, entriesUrl }: CardReading,
): DeskCard {
  const { visitor, host, location } = openContents(row, cipher);
  const { why, whatToDo } = frontDeskWords(
    isReason(signIn.reason) ? signIn.reason : 'internal_error',
  );
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

const alarms: ReadonlySet<string> = new Set<Reason>([
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

export function openContents(row: DeskCardRow, cipher: CardReading['cipher']): CardContents {
  const opened = row.contents && cipher.open(row.contents, row.jobId);
  const read = (
    typeof opened === 'object' && opened !== null ? opened : {}
  ) as Partial<CardContents>;
  return {
    ...readShown(opened),
    email: read.email ?? null,
    employeeId: read.employeeId ?? null,
  };
}

/** What is encrypted on a card. */
export function sealedContentsOf(
  signIn: SignInRequest,
): CardContents & { profileId: string | null } {
  return { ...contentsOf(signIn), profileId: signIn.claim.profileId ?? null };
}

/** Envoy's visitor profile of the sign-in; null when it had none, or the person was erased. */
export function profileOf(row: DeskCardRow, cipher: CardReading['cipher']): string | null {
  const opened = row.contents && cipher.open(row.contents, row.jobId);
  const { profileId } = (opened ?? {}) as { profileId?: unknown };
  return typeof profileId === 'string' ? profileId : null;
}

function entryUrl(base: string, entryId: string): string {
  return `${base.replace(/\/$/, '')}/${encodeURIComponent(entryId)}`;
}

/** Whether a decision puts a card on the desk: that of one whom the desk let in says who did. */
export function hasCard({ verdict, reason }: Pick<Decision, 'verdict' | 'reason'>): boolean {
  return verdict === 'review' || reason === 'desk_approved';
}
