import { signal } from '@preact/signals';
import { queue } from './queue.ts';
import { locale, say, serviceText } from './language.ts';

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
  const two = new Intl.NumberFormat(locale(), { minimumIntegerDigits: 2 });
  if (minutes < 60) return `${number(minutes)}:${two.format(seconds % 60)}`;
  return say('hours', { hours: Math.floor(minutes / 60), minutes: two.format(minutes % 60) });
}

export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
}

export function dateAndTime(iso: string): string {
  return new Date(iso).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** `French` of `fr`. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames(locale(), { type: 'language' }).of(tag) ?? tag;
}

/** As the reader writes it. */
export function day(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toLocaleDateString(locale());
}

/** As the reader writes it, to one decimal. */
export function number(value: number): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: 1 });
}

/** What the camera is short of, or asks for. */
export function shortOf(guidance: string): string {
  return serviceText(`guidance.${guidance}`, guidance);
}

/** Why somebody was held, by the reason that was stored. */
export function reasonWords(hold: { reason: string; why: string }): string {
  return serviceText(`why.${hold.reason}`, hold.why);
}

export function toDo({ reason, whatToDo }: { reason: string; whatToDo: string }): string {
  return serviceText(`todo.${reason}`, whatToDo);
}

/** As Envoy calls it, or by its number. */
export function placeName(location: string | null): string | null {
  const [, id] = /^Location (.+)$/.exec(location ?? '') ?? [];
  return id === undefined ? location : say('place.unnamed', { id });
}
