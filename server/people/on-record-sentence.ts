import type { PersonalData } from './personal-data.ts';
import { textOf, when, words } from './plain-words.ts';

/** What was done, behind "On ..., ". An action that stands nowhere here is told by its name. */
const sentences: Record<string, string> = {
  person_enrolled: 'you were enrolled',
  person_updated: 'your enrolment was changed',
  person_exported: 'you were given what is held of you',
  consent_renewed: 'a new consent of yours was written down',
  consent_withdrawn: 'your consent was withdrawn',
  opt_out_added: 'it was noted that the camera is never to look at you',
  opt_out_removed: 'the note was taken back that the camera is never to look at you',
  visitor_profile_learnt: 'a profile of Envoy was found to be yours',
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
      return `whoever runs the service (${name})`;
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
