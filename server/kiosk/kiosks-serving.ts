import type { CaptureRequest } from './capture.ts';
import type { PairedKiosk } from './paired-kiosk.ts';

/**
 * The kiosks that may serve a sign-in: those beside its iPad, else those of its location, else those
 * bound to neither. A kiosk that is named is the only one, and what the policy says goes before what
 * a kiosk was paired for. A kiosk beside another iPad sees another visitor and is never asked.
 *
 * @param chosen by the id of a location: the name of the kiosk that was chosen for it in Envoy. It
 *   is the location's own, and no other known location's.
 */
export function kiosksServing<T extends { kiosk: PairedKiosk }>(
  paired: readonly T[],
  request: Pick<CaptureRequest, 'locationId' | 'deviceId' | 'kioskId' | 'kiosks'>,
  chosen: ReadonlyMap<string, string> = new Map(),
): T[] {
  const { locationId, deviceId, kioskId, kiosks } = request;
  if (kioskId !== undefined) return paired.filter(({ kiosk }) => kiosk.id === kioskId);
  if (kiosks && 'only' in kiosks) return paired.filter(isNamedIn(kiosks.only));
  const isTaken = isNamedIn(kiosks?.except ?? []);
  const all = paired.filter((one) => !isTaken(one));
  const beside = all.filter(({ kiosk }) => deviceId !== null && kiosk.deviceId === deviceId);
  if (beside.length > 0) return beside;
  const free = all.filter(({ kiosk }) => kiosk.deviceId === null || deviceId === null);
  const own = locationId === null ? undefined : chosen.get(locationId);
  const chosenHere = own === undefined ? [] : free.filter(isNamedIn([own]));
  if (chosenHere.length > 0) return chosenHere;
  const near = free.filter(({ kiosk }) => locationId !== null && kiosk.locationId === locationId);
  if (near.length > 0) return near;
  const isOthers = isNamedIn(locationId === null ? [] : [...chosen.values()]);
  return all.filter(
    (one) => one.kiosk.locationId === null && one.kiosk.deviceId === null && !isOthers(one),
  );
}

/** Names of kiosks are told apart without regard to case, as when they are paired. */
function isNamedIn(names: readonly string[]): (one: { kiosk: PairedKiosk }) => boolean {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return ({ kiosk }) => wanted.has(kiosk.name.toLowerCase());
}
