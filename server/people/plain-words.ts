const days = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** `26 November 2026 at 14:05` */
export function when(date: Date): string {
  return days.format(date);
}

/** `createdAt` and `created_at` become `created at`. */
export function words(name: string): string {
  return name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
/** Any stored value, for a person to read. */
export function textOf(value: unknown): string {
  if (value instanceof Date) return when(value);
  if (typeof value === 'string') {
    const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(value);
    return isTime ? when(new Date(value)) : value;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  return entries.map(([name, one]) => `${words(name)}: ${textOf(one)}`).join('; ');
}
