import { calledLocation, type ChosenFor } from './chosen-for.ts';

/**
 * Which sign-ins a kiosk serves, in words.
 * @param chosen the locations for which it was chosen in Envoy; it is theirs, and no other's
 */
export function servesWhat(
  kiosk: { locationId: string | null; deviceId: string | null },
  chosen: readonly ChosenFor[] = [],
): string {
  const paired = pairedFor(kiosk);
  if (chosen.length === 0) return paired ?? 'any iPad';
  const places = `${chosen.map(calledLocation).join(' and ')} (set in Envoy)`;
  return paired === null ? `only ${places}` : `${paired}; ${places}`;
}

function pairedFor(kiosk: { locationId: string | null; deviceId: string | null }): string | null {
  const { locationId, deviceId } = kiosk;
  if (deviceId !== null && locationId !== null) return `iPad ${deviceId}, location ${locationId}`;
  if (deviceId !== null) return `iPad ${deviceId}`;
  return locationId === null ? null : `location ${locationId}`;
}
