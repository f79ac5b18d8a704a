import { signal } from '@preact/signals';
import { queue } from './queue.ts';

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
