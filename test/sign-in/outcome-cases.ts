import type { ReviewReason } from '#server/sign-in/reasons.ts';

// The cases of the table of outcomes, and what is due in each. What is due is said apart from how the product gets there.

export const answeringKinds = ['passes', 'fails', 'doubts', 'throws', 'lies'] as const;
/** Doubts that only look like one: the check does not let the desk settle it, or no document can. */
const unsettledKinds = ['doubts without the desk', 'doubts for good'] as const;
/** A fact behind the check changes before the approval is stored. */
const changedKinds = ['passes, then passes', 'passes, then fails', 'passes, then doubts'] as const;
export type CheckKind =
  | (typeof answeringKinds)[number]
  | (typeof unsettledKinds)[number]
  | (typeof changedKinds)[number]
  | 'is late';

const desks = ['is not asked', 'approves', 'refuses'] as const;
type Desk = (typeof desks)[number] | 'approves in vain' | 'is silent';

const places = [
  ...(['here', 'after a fault', 'never'] as const),
  /** Another instance stores its decision while the checks run here. */
  ...(['elsewhere first, approved', 'elsewhere first, held'] as const),
] as const;
/** Another instance has the lobby screen, and the call. */
const otherPlaces = [
  ...(['by another, approved', 'by another, held', 'by another, in vain'] as const),
  ...(['by nobody: another is silent', 'by nobody: asked too long ago'] as const),
] as const;
export type StorageCase = (typeof places)[number] | (typeof otherPlaces)[number] | 'too late';

export interface Case {
  checks: readonly CheckKind[];
  desk: Desk;
  stored: StorageCase;
}

/** What becomes of a sign-in. */
export interface OutcomeRow {
  /** The status and, of a review, the reason in words. */
  heard: string;
  /** The stored reason; null when the store has no decision. */
  stored: string | null;
  /** Whether the log says that another instance has decided. */
  isByAnother: boolean;
  /** What the service's own listeners hear, in order. */
  told: readonly string[];
  /** The reasons that the screens of the checks hear. */
  shown: readonly string[];
}

/** The cases by the id of their job, which is also their description. */
export type Cases = ReadonlyMap<string, Case>;

export function named(cases: readonly Case[]): Cases {
  return new Map(cases.map((one, i) => [`${i}: ${descriptionOf(one)}`, one]));
}

function descriptionOf({ checks, desk, stored }: Case): string {
  return `${checks.join(' and ') || 'no check'}; desk ${desk}; stored ${stored}`;
}

export function everyCase(): Case[] {
  const single = [...answeringKinds, ...unsettledKinds, ...changedKinds].map((kind) => [kind]);
  const pairs = answeringKinds.flatMap((one) => answeringKinds.map((other) => [one, other]));
  const changed = changedKinds.flatMap((one) =>
    (['doubts', 'fails'] as const).flatMap((other) => [
      [one, other],
      [other, one],
    ]),
  );
  const none: CheckKind[] = [];
  return [
    ...combined([...single, ...pairs, ...changed], desks, places),
    ...combined([['passes'], ['doubts'], ['throws']], desks, otherPlaces),
    // The approval is stored, and the desk does not learn it: its user has read that the visitor waits.
    ...combined([['doubts']], ['approves in vain'], places),
    ...combined([none], ['approves'], ['here', 'after a fault', 'never']),
  ];
}

export function combined(
  all: readonly (readonly CheckKind[])[],
  by: readonly Desk[],
  at: readonly StorageCase[],
): Case[] {
  return all.flatMap((checks) =>
    by.flatMap((desk) => at.map((stored) => ({ checks, desk, stored }))),
  );
}

/** What has to become of a sign-in. */
export function due(one: Case): OutcomeRow {
  const reason = dueReason(one);
  const heard = approvals.has(reason) ? '200' : `412 ${reason.replaceAll('_', ' ')}`;
  const stored = one.stored === 'never' ? null : reason;
  const isByAnother = one.stored === 'by another, approved' || one.stored === 'by another, held';
  const isChecked = !isByAnother && !one.stored.startsWith('by nobody');
  const isOthers = isByAnother || one.stored.startsWith('elsewhere');
  const shown = isChecked ? one.checks.filter((kind) => kind !== 'throws') : [];
  return {
    heard,
    stored,
    isByAnother,
    told: [...(isChecked ? ['started'] : []), isOthers ? 'left' : `${reason} first`],
    shown: shown.map(() => reason),
  };
}

const approvals: ReadonlySet<string> = new Set(['matched', 'desk_approved']);

function dueReason({ checks, desk, stored }: Case): ReviewReason | 'matched' | 'desk_approved' {
  if (stored === 'by nobody: another is silent') return 'instance_silent';
  if (stored === 'by nobody: asked too long ago') return 'timed_out';
  if (stored.endsWith(', approved')) return 'matched';
  if (stored.endsWith(', held')) return 'document_missing';
  if (stored === 'never') return 'internal_error';
  const begun = checks.map((kind) => (isChanged(kind) ? 'passes' : kind));
  const isDeskApproving = desk === 'approves' && isOneDoubt(begun);
  // Only what could let somebody in is looked at again.
  const isLookedAtAgain = isDeskApproving || begun.every((kind) => kind === 'passes');
  const ended = isLookedAtAgain ? checks.map(afterChange) : begun;
  // The desk learns when its approval could not be stored, so what it saw is what counts.
  const isTaken = isDeskApproving && isOneDoubt(ended) && stored !== 'after a fault';
  return isTaken ? 'desk_approved' : reasonOf(ended);
}

const isChanged = (kind: CheckKind) => kind.startsWith('passes, then ');

const afterChange = (kind: CheckKind) => kind.replace('passes, then ', '') as CheckKind;

function isOneDoubt(kinds: readonly CheckKind[]): boolean {
  const failed = kinds.filter((kind) => kind !== 'passes');
  return failed.length === 1 && failed[0] === 'doubts';
}

/** The failure that says most, and the first of equals. A check that throws ends one that is late. */
function reasonOf(kinds: readonly CheckKind[]): ReviewReason | 'matched' {
  const failure = kinds.find((kind) => !['passes', 'throws', 'is late'].includes(kind));
  if (failure) return failures[failure]!;
  if (kinds.includes('throws') || kinds.length === 0) return 'internal_error';
  return kinds.includes('is late') ? 'timed_out' : 'matched';
}

const failures: Partial<Record<CheckKind, ReviewReason>> = {
  fails: 'document_missing',
  doubts: 'no_match',
  lies: 'no_match',
  'doubts without the desk': 'no_match',
  'doubts for good': 'spoof_suspected',
};
