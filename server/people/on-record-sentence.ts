import type { PersonalData } from './personal-data.ts';

/** What was done, behind "On ..., ". An action that stands nowhere here is told by its name. */
const sentences: Record<string, string> = {
  person_enrolled: 'you were enrolled',
  person_updated: 'your enrolment was changed',
  enrolment_invited: 'you were invited by e-mail to enrol',
  person_exported: 'you were given what is held about you',
  consent_renewed: 'a new consent of yours was recorded',
  consent_withdrawn: 'your consent was withdrawn',
  opt_out_added: 'it was noted that the camera is never to look at you',
  opt_out_removed: 'the note that the camera is never to look at you was removed',
  visitor_profile_learnt: 'a profile of Envoy was found to be yours',
  second_template_stored: 'a template for the next recogniser was made when you were let in',
  second_template_dropped:
    'the templates for the next recogniser were dropped, because two of your visits did not agree',
  visitor_profiles_forgotten: 'your profiles of Envoy were forgotten',
  face_turned_on: 'the face check was allowed again after many had failed under your name',
  lookalikes_changed: 'you got a stricter threshold, because somebody looks like you',
  lookalikes_forgotten: 'a stricter threshold of yours was taken back',
};

/** `On 26 November 2026 at 14:05, you were enrolled, by the command line (root).` */
export function onRecordSentence({
  at,
  action,
  actor,
  details,
}: PersonalData['onRecord'][number]): string {
  const done = sentences[action] ?? `this was done: ${words(action)}`;
  return `On ${when(new Date(at))}, ${done}, by ${actorInWords(actor)}${more(details)}.`;
}

function actorInWords(actor: string): string {
  const [kind = '', ...rest] = actor.split(':');
  const name = rest.join(':');
  switch (kind) {
    case 'service':
      return 'the service itself';
    case 'envoy':
      return 'Envoy';
    case 'kiosk':
      return `yourself at a lobby screen (${name})`;
    case 'desk':
      return `the front desk (account ${name})`;
    case 'command':
      return `the person who runs the service (${name})`;
    default:
      return actor;
  }
}

function more(details: unknown): string {
  const value: unknown = typeof details === 'string' ? parsed(details) : details;
  const text = textOf(value);
  return text === '' || text === '-' ? '' : ` (${text})`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
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
