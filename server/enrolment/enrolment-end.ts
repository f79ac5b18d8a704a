import type { EnrollableDocument } from '../documents/enrollable-documents.ts';
import type { EnrolmentResult } from '../people/photos.ts';
import { printable } from '#base/text';
import type { LobbyEnrolment } from '../protocol/desk-enrolment-messages.ts';
import type { NotStoredError } from './enrolment-lease.ts';
import { CameraRefusalError, sentenceOf, type Cause } from './enrolment-messages.ts';

const portraitDiffers =
  'The face does not fit the portrait of the document closely enough. Nothing was stored. Offer to enrol without the document.';

export function notEnrolled(
  result: CameraRefusalError | EnrolmentResult,
  {
    hasAgreed,
    cause,
    screen,
    document,
  }: {
    hasAgreed: boolean;
    cause: Cause;
    screen: string;
    document: EnrollableDocument | null;
  },
): Partial<LobbyEnrolment> {
  const isCalledOff = result instanceof CameraRefusalError && result.code === 'aborted';
  if (isCalledOff) return endedState([endingReason(cause, screen)]);
  const portrait = document?.portrait.report.label;
  if (portrait !== undefined && isOtherFace(result, portrait)) {
    return endedState([{ code: 'portrait_differs', explanation: portraitDiffers }]);
  }
  return { ...endedState(reasonsOf(result, hasAgreed, screen)), looksLike: looksLikeOf(result) };
}

/** Hides which other person was found, for accounts that may not enrol. */
export function withoutConsentText(state: LobbyEnrolment): LobbyEnrolment {
  const explanation = 'Somebody else is found who is enrolled already. A manager sees who.';
  const reasons = state.reasons.map((one) =>
    one.personId ? { code: 'somebody_found', explanation } : one,
  );
  const message = reasons.length > 0 ? messageOf(reasons) : state.message;
  return { ...state, reasons, message, looksLike: [] };
}

export function successState(personId: string): Partial<LobbyEnrolment> {
  return { step: 'enrolled', taken: 3, guidance: null, personId };
}

type Reasons = LobbyEnrolment['reasons'];

export function endedState(reasons: Reasons) {
  const message = messageOf(reasons);
  return { step: 'ended' as const, guidance: null, looksLike: [], message, reasons };
}

export function endingReason(ending: Parameters<typeof sentenceOf>[0], screen: string) {
  return {
    code: `ending_${ending}`,
    explanation: sentenceOf(ending, screen),
    values: { screen },
  };
}

export function reasonOfError({
  code,
  message,
}: NotStoredError | CameraRefusalError): Reasons[number] {
  return { code, explanation: message };
}

function messageOf(reasons: Reasons): string {
  return reasons
    .map(({ explanation }) => explanation)
    .join(' ')
    .slice(0, 4000);
}

/** Returns nothing when another fault remains, because naming the person would then not help. */
function looksLikeOf(result: CameraRefusalError | EnrolmentResult): LobbyEnrolment['looksLike'] {
  if (result instanceof CameraRefusalError || result.state !== 'refused') return [];
  const found = result.mistakes.flatMap(({ code, explanation, values, personId }) =>
    code === 'looks_like_enrolled' && personId !== undefined
      ? [{ personId, explanation, ...(values && { values }) }]
      : [],
  );
  const isPhotoRefused = result.photos.some(({ state }) => state === 'refused');
  return isPhotoRefused || found.length < result.mistakes.length ? [] : found;
}

/** Whether only this photo was refused, as the face of somebody else. */
function isOtherFace(result: CameraRefusalError | EnrolmentResult, label: string): boolean {
  if (result instanceof CameraRefusalError || result.state !== 'refused') return false;
  const refused = result.photos.filter(({ state }) => state === 'refused');
  return refused.length > 0 && refused.every((photo) => photo.label === label);
}

function reasonsOf(
  result: CameraRefusalError | EnrolmentResult,
  hasAgreed: boolean,
  screen: string,
): Reasons {
  if (result instanceof CameraRefusalError) {
    const values = { screen };
    if (!hasAgreed && result.code === 'declined') {
      return [{ code: 'said_no', explanation: 'They said no on the screen.' }];
    }
    if (!hasAgreed && result.code === 'no_frames') {
      const explanation = printable`Nobody answered at "${screen}" in time. Nothing was stored.`;
      return [{ code: 'nobody_answered', explanation, values }];
    }
    return [{ ...reasonOfError(result), values }];
  }
  if (result.state !== 'refused') return [];
  const findings = result.photos.flatMap((photo) =>
    photo.state === 'refused'
      ? photo.findings.map(({ code, explanation, value, threshold }) => ({
          code,
          explanation: `${photo.label}: ${explanation}`,
          values: { value: value ?? 0, threshold: threshold ?? 0 },
        }))
      : [],
  );
  return [...result.mistakes, ...findings];
}
