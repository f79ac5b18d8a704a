/** Which sign-ins a kiosk serves, in words. */
export function servesWhat(kiosk: { locationId: string | null; deviceId: string | null }): string {
  const { locationId, deviceId } = kiosk;
  if (deviceId !== null && locationId !== null) return `iPad ${deviceId}, location ${locationId}`;
  if (deviceId !== null) return `iPad ${deviceId}`;
  if (locationId !== null) return `location ${locationId}`;
  return 'any iPad';
}
