import { foldName } from '../people/folding.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { When } from './schema.ts';

/** What conditions look at. */
export type Circumstances = Pick<
  SignInRequest,
  'kind' | 'flowId' | 'flowName' | 'locationId' | 'locationName' | 'inviteId'
>;

/**
 * The first condition that does not hold, in words that follow "because"; null when all hold.
 */
export function unmet(when: When, signIn: Circumstances): string | null {
  const { kind, flow, location, invited } = when;
  if (kind !== undefined && kind !== signIn.kind) return `it is of a${article(signIn.kind)}`;
  if (flow && !isAmong(flow, signIn.flowId, signIn.flowName)) {
    return `its flow is ${called(signIn.flowId, signIn.flowName)}`;
  }
  if (location && !isAmong(location, signIn.locationId, signIn.locationName)) {
    return `its location is ${called(signIn.locationId, signIn.locationName)}`;
  }
  const isInvited = signIn.inviteId !== null;
  if (invited !== undefined && invited !== isInvited) {
    return isInvited ? 'it comes with an invitation' : 'it comes without an invitation';
  }
  return null;
}

/** Whether one of the names in the policy is this id, or this name as people write names. */
export function isAmong(
  wanted: readonly string[],
  id: string | null,
  name: string | null,
): boolean {
  const folded = name === null ? null : foldName(name);
  return wanted.some((one) => one.trim() === id || foldName(one) === folded);
}

/** A rule's conditions in words, for tables and messages. */
export function inWords({ kind, flow, location, invited }: When): string {
  const conditions = [
    ...(kind ? [kind] : []),
    ...(flow ? [`flow ${flow.join(' or ')}`] : []),
    ...(location ? [`location ${location.join(' or ')}`] : []),
    ...(invited === undefined ? [] : [invited ? 'invited' : 'not invited']),
  ];
  return conditions.join(', ') || 'everything else';
}

function called(id: string | null, name: string | null): string {
  if (id === null && name === null) return 'not told';
  if (name === null || name === id) return `"${id}"`;
  return id === null ? `"${name}"` : `"${name}" (${id})`;
}

function article(kind: string): string {
  return kind === 'employee' ? 'n employee' : ` ${kind}`;
}
