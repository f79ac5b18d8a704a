import type { PairedKiosk } from './paired-kiosk.ts';

/**
 * The kiosks that may serve a sign-in: those beside its iPad, else those of its location, else those
 * bound to neither. A kiosk that is named is the only one. A kiosk beside another iPad sees another visitor and is never asked.
 */
export function kiosksServing<T extends { kiosk: PairedKiosk }>(
  all: readonly T[],
  {
    locationId,
    deviceId,
    kioskId,
  }: { locationId: string | null; deviceId: string | null; kioskId?: string },
): T[] {
  if (kioskId !== undefined) return all.filter(({ kiosk }) => kiosk.id === kioskId);
  const beside = all.filter(({ kiosk }) => deviceId !== null && kiosk.deviceId === deviceId);
  if (beside.length > 0) return beside;
  const near = all.filter(
    ({ kiosk }) =>
      locationId !== null &&
      kiosk.locationId === locationId &&
      (kiosk.deviceId === null || deviceId === null),
  );
  if (near.length > 0) return near;
  return all.filter(({ kiosk }) => kiosk.locationId === null && kiosk.deviceId === null);
}
