import { signal } from '@preact/signals';
import { queue } from './queue.ts';
import type { ConsentState } from '../../../server/protocol/desk-people-messages.ts';

/** Ticks every second, so that what is shown counts. */
const now = signal(Date.now());
window.setInterval(() => (now.value = Date.now()), 1000);

/** Milliseconds since, by the service's clock; never below 0. */
export function since(iso: string): number {
  return Math.max(0, now.value + queue.clockOffset.value - Date.parse(iso));
}

/** Whole seconds until, by the service's clock; never below 0. */
export function secondsUntil(iso: string): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - now.value - queue.clockOffset.value) / 1000));
}

/** `0:45`, `12:03`, `1 h 05 min`. */
export function counting(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function dateAndTime(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** `French` of `fr`. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames([], { type: 'language' }).of(tag) ?? tag;
}

export const consentWords: Record<ConsentState, string> = {
  stands: 'in force',
  outdated: 'given to an earlier text: ask again',
  withdrawn: 'withdrawn',
  run_out: 'has expired',
};

/** As the reader writes it. */
export function day(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toLocaleDateString();
}
/** What the camera is short of, or asks for, for the desk. */
export const shortOf: Readonly<Record<string, string>> = {
  look_here: 'no face yet',
  step_closer: 'too far away',
  step_back: 'too close',
  one_person: 'several people',
  centre: 'not in the middle',
  face_camera: 'looks away',
  more_light: 'too dark',
  less_light: 'too bright',
  hold_still: 'blurred',
  open_eyes: 'eyes closed',
  uncover_face: 'face may be covered',
  looking_good: 'the face is being compared',
  follow_dot: 'asked to follow the dot',
  turn_a_little_left: 'asked to turn a little left',
  turn_a_little_right: 'asked to turn a little right',
  turn_back_a_little: 'asked to turn back a little',
};
