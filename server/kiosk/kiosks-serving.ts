import { oneLine } from '#base/text';
import type { Db } from '../store/schema.ts';
import { listInstalls, listKiosks } from '../store/tables/kiosks.ts';
import { locationsSeen } from '../store/tables/sign-ins.ts';
import type { CaptureRequest } from './capture.ts';
import type { ServingKiosk } from './pairing.ts';

/**
 * Returns the kiosks that may serve a sign-in: those beside its iPad, otherwise those of its location, otherwise those
 * bound to neither. A kiosk beside another iPad sees another visitor, and is never used.
 */
export function kiosksServing<T extends { pairing: ServingKiosk }>(
  paired: readonly T[],
  { locationId, deviceId, kioskId }: Pick<CaptureRequest, 'locationId' | 'deviceId' | 'kioskId'>,
): T[] {
  if (kioskId !== undefined) return paired.filter(({ pairing }) => pairing.id === kioskId);
  const beside = paired.filter(({ pairing }) => deviceId !== null && pairing.deviceId === deviceId);
  if (beside.length > 0) return beside;
  const free = paired.filter(({ pairing }) => pairing.deviceId === null || deviceId === null);
  const near = free.filter(
    ({ pairing }) => locationId !== null && pairing.locationId === locationId,
  );
  if (near.length > 0) return near;
  return paired.filter(({ pairing }) => pairing.locationId === null && pairing.deviceId === null);
}

/** An iPad without a kiosk of its own. */
const anyIpad = '\0';
const lookedBackMs = 30 * 24 * 3600_000;

/**
 * Returns the locations where an iPad without its own kiosk has several kiosks to choose from. There, the person at
 * a kiosk may not be the visitor who signs in. Null stands for all locations, while none is known.
 */
export async function placesWithSeveralKiosks(
  db: Db,
  now = new Date(),
): Promise<{ locationId: string | null; screens: string[] }[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  if (kiosks.length < 2) return [];
  const installed = (await listInstalls(db)).map(({ locationId }) => locationId);
  const seen = await locationsSeen(db, new Date(now.getTime() - lookedBackMs));
  const known = new Set([...seen, ...installed].filter((id) => id !== null));
  const paired = kiosks.map((kiosk) => ({ pairing: kiosk }));
  return [...(known.size === 0 ? [null] : known)].flatMap((locationId) => {
    const serving = kiosksServing(paired, { locationId, deviceId: anyIpad });
    const screens = serving.map(({ pairing }) => pairing.name);
    return screens.length < 2 ? [] : [{ locationId, screens }];
  });
}

/** Describes in words which sign-ins a kiosk serves. */
export function servesWhat(
  { locationId, deviceId }: { locationId: string | null; deviceId: string | null },
  names: PlaceNames = new Map(),
): string {
  const place = locationId === null ? [] : [locationLabel(nameOfLocation(locationId, names))];
  const parts = [...(deviceId === null ? [] : [`iPad ${deviceId}`]), ...place];
  return parts.length === 0 ? 'any iPad' : parts.join(', ');
}

/** Names by id, from Envoy or from the desk. */
type PlaceNames = ReadonlyMap<string, string>;

export function nameOfLocation(locationId: string, names: PlaceNames): EnvoyLocation {
  return { locationId, locationName: names.get(locationId) ?? null };
}

/** A location at Envoy. */
export interface EnvoyLocation {
  locationId: string;
  locationName: string | null;
}

/** Returns a location's name from Envoy, without unprintable characters; otherwise its id. */
export function locationLabel({ locationId, locationName }: EnvoyLocation): string {
  const name = oneLine(locationName ?? '').trim();
  return name === '' ? `location ${locationId}` : name;
}
