import { withoutLinks } from '#base/text';
import type { Decision } from '../sign-in/decision.ts';
import { reasonForAll } from '../sign-in/reason-rules.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { PlannedMessage, VisitEnd } from './destination.ts';
import type { MessageContents } from './message-contents.ts';
import type { EventEntry, EventKind } from './notify-schema.ts';

/** No real name is longer. */
const mostCharacters = 200;

/**
 * The event of a decision for a channel, for doors and badge printers. Null when no entry asks for it. Has no score,
 * and a name only if an entry asks for names.
 */
export function decisionEvent(
  entries: readonly EventEntry[],
  channel: string,
  decision: Decision,
  signIn: SignInRequest,
): PlannedMessage | null {
  const { verdict, reason } = decision;
  const asking = entriesFor(entries, channel, verdict);
  if (asking.length === 0) return null;
  const asks = (field: 'visitor' | 'host') =>
    asking.some(({ with: more }) => more?.includes(field));
  const kind = verdict === 'approved' ? 'sign_in_approved' : 'sign_in_review';
  const contents: MessageContents = {
    kind,
    jobId: signIn.jobId || null,
    entryId: signIn.entryId,
    locationId: signIn.locationId,
    deviceId: signIn.deviceId,
    at: decision.decidedAt.toISOString(),
    reason: reasonForAll(reason),
    ...(asks('visitor') && { visitorName: oneLineOrNull(signIn.claim.name) }),
    ...(asks('host') && { hostName: oneLineOrNull(signIn.hostName) }),
  };
  return { kind, contents };
}

/** The event of a visit closed by the desk, by Envoy or at the end of the day; null when no entry asks for it. */
export function endEvent(
  entries: readonly EventEntry[],
  channel: string,
  { jobId, locationId, outcome, at }: VisitEnd,
): PlannedMessage | null {
  if (entriesFor(entries, channel, 'ended').length === 0) return null;
  const kind = 'visit_ended';
  const contents: MessageContents = { kind, jobId, locationId, outcome, at: at.toISOString() };
  return { kind, contents };
}

function entriesFor(entries: readonly EventEntry[], channel: string, kind: EventKind) {
  return entries.filter(({ of, to }) => of.includes(kind) && to.includes(channel));
}

function oneLineOrNull(name: string | null): string | null {
  return name && withoutLinks([...name].slice(0, mostCharacters).join(''));
}
