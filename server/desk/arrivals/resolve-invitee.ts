import { nameFits } from '#name-matching';
import type { OptOuts } from '../../people/opt-outs.ts';
import { isConsentEnded, type People, type Person } from '../../people/person.ts';
import type { Enrolled } from '../../protocol/desk-arrival-messages.ts';

interface Deps {
  people: Pick<People, 'findClaimed'>;
  optOuts: Pick<OptOuts, 'has'>;
}

/** An expected visitor, as Envoy describes them. */
interface Invitee {
  visitor: string | null;
  email: string | null;
  employeeId: string | null;
}

/**
 * Returns the enrolled person of an invitation, and whether the camera will know them. It assumes a sign-in with the
 * same name and e-mail. The answers have the order of the face check.
 */
export async function resolveInvitee(
  { people, optOuts }: Deps,
  { visitor, email, employeeId }: Invitee,
  now: Date,
): Promise<{ enrolled: Enrolled; person: { id: string; name: string } | null }> {
  const claim = { name: visitor, email, employeeId };
  const known = await people.findClaimed(claim);
  const [first, ...more] = known;
  const person = first && more.length === 0 ? { id: first.id, name: first.name } : null;
  if (await optOuts.has(claim, ...known)) return { enrolled: 'opted_out', person };
  if (!first) return { enrolled: 'not_enrolled', person };
  if (person === null || !nameFits(visitor, first.name)) {
    return { enrolled: 'unclear', person };
  }
  return { enrolled: standingOf(first, now), person };
}

function standingOf({ expiresAt, standing, templates }: Person, now: Date): Enrolled {
  if (expiresAt && expiresAt <= now) return 'expired';
  if (standing.withdrawnAt !== null) return 'opted_out';
  if (standing.isOutdated || isConsentEnded(standing, now)) return 'consent_needed';
  return templates > 0 ? 'enrolled' : 'photos_needed';
}
