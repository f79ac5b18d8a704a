import { signal } from '@preact/signals';
import { queue } from './queue.ts';
import { locale, say, serviceText } from './language.ts';

/** Ticks every second, for words that count seconds. */
const now = signal(Date.now());
/** Ticks every few seconds, for words that count minutes. */
const coarseNow = signal(Date.now());
const coarseMs = 5000;
window.setInterval(() => {
  now.value = Date.now();
  if (now.value - coarseNow.value >= coarseMs) coarseNow.value = now.value;
}, 1000);

/** Milliseconds since a time, by the service's clock, within some seconds; never below 0. */
export function since(iso: string): number {
  const latest = Math.max(coarseNow.value, Date.parse(iso) - queue.clockOffset.value);
  return Math.max(0, latest + queue.clockOffset.value - Date.parse(iso));
}

/** Milliseconds until a time, by the service's clock, within some seconds; never below 0. */
export function until(iso: string): number {
  return Math.max(0, Date.parse(iso) - coarseNow.value - queue.clockOffset.value);
}

const overdueAfterMs = 15 * 60_000;

/** Whether an expected visitor is late. */
export function isOverdue(expectedAt: string): boolean {
  return since(expectedAt) > overdueAfterMs;
}

/** Whole seconds until a time, by the service's clock; never below 0. */
export function secondsUntil(iso: string): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - now.value - queue.clockOffset.value) / 1000));
}

/** `now`, `4 min`, `1 h 05 min`. */
export function waitingTime(iso: string): string {
  const minutes = Math.floor(since(iso) / 60_000);
  return minutes < 1 ? say('minutes-none') : inMinutes(minutes);
}

/** `40 s`, `4 min`, `1 h 05 min`. */
export function duration(seconds: number): string {
  return seconds < 60
    ? say('ring-seconds', { seconds: number(seconds) })
    : inMinutes(Math.floor(seconds / 60));
}

function inMinutes(minutes: number): string {
  if (minutes < 60) return say('minutes', { minutes: number(minutes) });
  const two = new Intl.NumberFormat(locale(), { minimumIntegerDigits: 2 });
  return say('hours', { hours: Math.floor(minutes / 60), minutes: two.format(minutes % 60) });
}

/** Writes a time, or a day such as `2026-03-12`, which has no time zone, as the reader's country does. */
function write(at: string, style: Intl.DateTimeFormatOptions): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(at);
  return new Date(isDay ? `${at}T00:00:00` : at).toLocaleString(locale(), style);
}

/** `8:05 PM`, `20:05`. */
export function clockTime(iso: string): string {
  return write(iso, { timeStyle: 'short' });
}

/** `Mar 12, 2026, 8:05 PM`. */
export function dateAndTime(iso: string): string {
  return write(iso, { dateStyle: 'medium', timeStyle: 'short' });
}

/** `Mon, Mar 12`. */
export function weekday(day: string): string {
  return write(day, { weekday: 'short', month: 'short', day: 'numeric' });
}

/** Today in the reader's time zone, or a day near it: `2026-03-12`. */
export function today(daysLater = 0): string {
  const day = new Date();
  day.setDate(day.getDate() + daysLater);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The start of a day in the reader's time zone, whatever zone the service is in. */
export function startOf(day: string, daysLater = 0): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}

/** `9 AM`, `9 Uhr`. */
export function hourOfDay(hour: number): string {
  return new Date(2000, 0, 1, hour).toLocaleTimeString(locale(), { hour: 'numeric' });
}

/** Formats the days from `from` until the day before `to`. */
export function dayRange(from: Date, to: Date): string {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' });
  return format.formatRange(from, new Date(to.getTime() - 1));
}

/** `French` for `fr`. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames(locale(), { type: 'language' }).of(tag) ?? tag;
}

/** `Mar 12, 2026`. */
export function day(iso: string | null): string | null {
  return iso === null ? null : write(iso, { dateStyle: 'medium' });
}

/** A number in the reader's format, with up to one decimal. */
export function number(value: number): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: 1 });
}

/** Returns the words for a camera's guidance. */
export function shortOf(guidance: string): string {
  return serviceText(`guidance-${guidance}`, guidance);
}

/** Returns why somebody was held, by the stored reason. */
export function reasonWords(hold: { reason: string; why: string }): string {
  return serviceText(`reason-${hold.reason}-why`, hold.why);
}

/** Returns the reason in one to three words. */
export function reasonChip({ reason }: { reason: string }): string {
  return say(`reason-${reason}-chip`);
}

/** Reasons that the machine caused, not the visitor. */
const technical: ReadonlySet<string> = new Set([
  ...['kiosk_offline', 'no_kiosk_here', 'camera_stuck', 'camera_changed'],
  ...['second_camera_missing', 'cameras_not_set_up'],
  ...[
    'kiosk_busy',
    'policy_unreadable',
    'timed_out',
    'watchlist_unreachable',
    'too_old',
    'watchlist_out_of_date',
  ],
  ...['instance_silent', 'bad_request', 'starting', 'stopping'],
  ...['internal_error', 'disk_full'],
]);

export function isTechnical({ reason }: { reason: string }): boolean {
  return technical.has(reason);
}

/** Only security alarms are red. A changed camera is an alarm that no press overrides, but a technical one. */
export function isSecurity({ isAlarm, reason }: { isAlarm: boolean; reason: string }): boolean {
  return isAlarm && !technical.has(reason);
}

export function toDo({ reason, whatToDo }: { reason: string; whatToDo: string }): string {
  return serviceText(`reason-${reason}-todo`, whatToDo);
}

/** Returns at most two initials of a name. */
export function initials(name: string | null): string {
  const words = (name ?? '').split(/\s+/u).filter((word) => /\p{L}/u.test(word));
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase(locale());
}

/** Returns Envoy's name of a place, or a name with its number. */
export function placeName(location: string | null): string | null {
  const [, id] = /^Location (.+)$/.exec(location ?? '') ?? [];
  return id === undefined ? location : say('place-unnamed', { id });
}
