import type { GuideFailure, Pose } from '#face';
import type { CaptureEnding } from '../kiosk/capture.ts';
import { vestibule } from '../platform/operator-error.ts';
import { printable } from '#base/text';

/** Reasons to end an enrolment early, apart from events at the screen. */
export type Cause =
  | 'stopped'
  /** The screen is connected to another instance now. */
  | 'moved'
  /** The other instances took this one for gone. */
  | 'lost'
  /** The service stops. */
  | 'stopping';

export type EnrolmentEnding =
  /** Set in the transaction that stored the person. */
  | 'stored'
  /** As `shown` says. */
  | 'done'
  /** Someone stopped it, at whichever instance. */
  | 'stopped'
  /** The instance that ran it is gone. */
  | 'lost'
  /** The instance that should run it did not begin. */
  | 'not_taken'
  /** It cannot read what was asked. */
  | 'unreadable';

/** Why a kiosk's camera took no pictures. */
type CameraRefusalCode =
  | Exclude<CaptureEnding, 'done' | 'timed_out' | 'cannot_move'>
  | 'no_frames'
  | 'no_code'
  | GuideFailure;

/** Nothing was stored; the message says why, and what to do next. */
export class CameraRefusalError extends Error {
  readonly code: CameraRefusalCode;

  constructor(code: CameraRefusalCode, message: string) {
    super(message);
    this.name = 'CameraRefusalError';
    this.code = code;
  }
}

export const poseNames: Record<Pose, string> = {
  straight: 'straight ahead',
  left: 'a little to the left',
  right: 'a little to the right',
};

const endings: Record<
  Exclude<CaptureEnding, 'done' | 'timed_out' | 'cannot_move'>,
  (kiosk: string) => string
> = {
  declined: (kiosk) => `The person at "${kiosk}" stopped it. Ask whether they still agree.`,
  camera_failed: (kiosk) =>
    `The camera of "${kiosk}" cannot be used; its screen says what to do about it.`,
  camera_stuck: (kiosk) =>
    `The camera of "${kiosk}" shows the same picture again and again. Open its shutter; if it is open, unplug the camera and plug it in again.`,
  // An enrolment needs one camera.
  second_camera_missing: (kiosk) => `The second camera of "${kiosk}" is not connected.`,
  camera_changed: (kiosk) =>
    `"${kiosk}" has another camera than the one recorded. Look at it, and confirm it at the desk, under Lobby screens.`,
  kiosk_offline: (kiosk) =>
    `The kiosk "${kiosk}" is not connected. Open its page, or see "${vestibule} kiosk list".`,
  no_kiosk_here: (kiosk) => `The kiosk "${kiosk}" does not serve here.`,
  kiosk_busy: (kiosk) => `Visitors are signing in at "${kiosk}". Try again in a moment.`,
  aborted: () => 'It was stopped before all pictures were taken.',
};

/** Returns the refusal for a capture that ended before the pictures were complete. */
export function refusalOfEnding(
  ending: Exclude<CaptureEnding, 'done' | 'cannot_move'>,
  kiosk: string,
): CameraRefusalError {
  if (ending !== 'timed_out') return new CameraRefusalError(ending, endings[ending](kiosk));
  return new CameraRefusalError(
    'no_frames',
    `The camera of "${kiosk}" sent no picture in time. Look at its screen.`,
  );
}

/** The refusal when the pictures were taken, but the personal code was not typed. */
export function noCode(): CameraRefusalError {
  return new CameraRefusalError(
    'no_code',
    'No correct code of their authenticator app was typed in time. Nothing was stored. Start again.',
  );
}

/** @param obstacle the most frequent obstacle to the pose, in a sentence */
export function refusalOfGuide(
  failure: GuideFailure,
  { pose, obstacle }: { pose: Pose; obstacle: string | null },
): CameraRefusalError {
  return new CameraRefusalError(failure, sentence(failure, pose, obstacle));
}

function sentence(failure: GuideFailure, pose: Pose, obstacle: string | null): string {
  switch (failure) {
    case 'nobody':
      return 'Nobody came to the camera.';
    case 'moved_away':
      return 'The person left the camera before all pictures were taken. Start again.';
    case 'several_people':
      return 'Several people were in front of the camera. The person has to be alone in the picture.';
    case 'another_person':
      return 'Another face took the place of the one before it. One person at a time; start again.';
    case 'not_live':
      return 'The camera saw what looks like a picture of a face, not a person. Only a person can be enrolled; if it was one, give them more even light.';
    case 'too_slow': {
      const most = obstacle === null ? '' : ` Most often, this was in the way: ${obstacle}`;
      return `The picture "${poseNames[pose]}" was not to be had within a minute.${most}`;
    }
  }
}

/** Describes for the caller why an enrolment ended that one of several instances ran. */
export function sentenceOf(
  cause: Cause | Exclude<EnrolmentEnding, 'stored' | 'done'>,
  screen: string,
): string {
  switch (cause) {
    case 'stopped':
      return endings.aborted(screen);
    case 'moved':
      return printable`The screen "${screen}" has connected to another machine of this installation in the middle. Nothing was stored. Start again.`;
    case 'lost':
      return printable`The machine that "${screen}" was connected to is gone, or its database was. Nothing was stored. Start again when the screen is connected.`;
    case 'stopping':
      return 'The service was stopped in the middle. Nothing was stored. Start again.';
    case 'not_taken':
      return printable`The machine that "${screen}" is connected to did not begin. Nothing was stored. Try again; if it stays so, look at "${vestibule} doctor".`;
    case 'unreadable':
      return printable`The machine that "${screen}" is connected to does not understand what was asked: its version or its template key is another one. Nothing was stored. See "${vestibule} doctor".`;
  }
}
