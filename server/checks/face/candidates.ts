import { type Claim, type People, type Person, isConsentEnded } from '../../people/person.ts';
import type { Db } from '../../store/schema.ts';
import type { Evidence, FailedResult } from '../../sign-in/check.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import { nameFits } from '#name-matching';

export type ClaimedRecords = Awaited<ReturnType<typeof claimedRecords>>;

/**
 * Selects the candidates before the capture, so that the face of a visitor who is not enrolled is never captured.
 * The name is checked here too. An e-mail with a wrong name then looks the same in the lobby as an unknown e-mail.
 */
export function selectCandidates(
  { known }: ClaimedRecords,
  { name: typed }: Claim,
): { candidates: Person[]; refusal: FailedResult | null } {
  if (known.some(({ isAltered }) => isAltered)) {
    return { candidates: [], refusal: faceReview('record_differs', evidenceAbout(known)) };
  }
  const now = new Date();
  const isNamed = known.some(({ name }) => nameFits(typed, name));
  if (known.length > 0 && !isNamed) {
    return { candidates: [], refusal: faceReview('name_differs', evidenceAbout(known)) };
  }
  const current = known.filter(({ expiresAt }) => !expiresAt || expiresAt > now);
  const agreed = current.filter(
    ({ standing }) => !standing.isOutdated && !isConsentEnded(standing, now),
  );
  const candidates = agreed.filter((person) => person.templates > 0);
  if (candidates.length > 0) return { candidates, refusal: null };
  if (agreed.length === 0 && current.length > 0) {
    return { candidates: [], refusal: consentIsMissing(current) };
  }
  if (agreed.length > 0) {
    const note = 'Their photos were enrolled for another recogniser; new photos are needed.';
    return { candidates, refusal: faceReview('not_enrolled', { ...evidenceAbout(agreed), note }) };
  }
  if (known.length === 0) return { candidates, refusal: faceReview('not_enrolled') };
  return { candidates, refusal: faceReview('enrolment_expired', evidenceAbout(known)) };
}

/** Returns `opted_out` only when every candidate withdrew consent, because the others may still consent. */
function consentIsMissing(known: readonly Person[]): FailedResult {
  const asked = known.filter(({ standing }) => standing.withdrawnAt === null);
  if (asked.length === 0) {
    const note = 'They withdrew their consent.';
    return faceReview('opted_out', { ...evidenceAbout(known), note });
  }
  if (asked.some(({ standing }) => standing.isOutdated)) {
    return faceReview('consent_outdated', evidenceAbout(asked));
  }
  const note = 'Their consent has expired.';
  return faceReview('enrolment_expired', { ...evidenceAbout(asked), note });
}

/** With several candidates the visitor's identity is not known, so the evidence names no candidate. */
export function evidenceAbout([first, ...more]: readonly Person[]): Evidence {
  if (more.length === 0) return first ? { personId: first.id } : {};
  const note = `${more.length + 1} people are enrolled under this name; the face was compared with each.`;
  return { note };
}

export function faceReview(reason: ReviewReason, evidence?: Evidence): FailedResult {
  return evidence ? { passed: false, reason, evidence } : { passed: false, reason };
}

/**
 * Finds every person whom the claim can mean.
 * `holder` is the employee whom Envoy names, when that is someone else: a typed number may be a colleague's.
 * @param within reads in this transaction
 */
export async function claimedRecords(
  people: Pick<People, 'findClaimed'>,
  claim: Claim,
  within?: Db,
): Promise<{ known: Person[]; holder: Person | null }> {
  const known = await people.findClaimed(claim, within);
  const { namedEmployeeId = null } = claim;
  if (namedEmployeeId === null) return { known, holder: null };
  const byNumber = { name: null, email: null, employeeId: namedEmployeeId };
  const [named = null] = await people.findClaimed(byNumber, within);
  const isClaimed = known.some(({ id }) => id === named?.id);
  return { known, holder: isClaimed ? null : named };
}
