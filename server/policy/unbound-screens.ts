import { kiosksServing } from '../kiosk/hub.ts';
import type { PairedKiosk } from '../kiosk/pairing.ts';
import type { Db } from '../store/schema.ts';
import { listInstalls, type EnvoyInstallRow } from '../store/tables/envoy-installs.ts';
import { listKiosks } from '../store/tables/kiosks.ts';
import { locationsSeen } from '../store/tables/sign-ins.ts';
import { kiosksFor } from './apply.ts';
import type { Policy } from './policy.ts';

/** Where a sign-in may come from. */
interface Place {
  locationId: string | null;
  locationName: string | null;
}

/** An iPad that no screen and no entry of the policy names. */
const anyIpad = '\0';

/** The screens that may serve a sign-in there; at an iPad that nothing names, unless it is said. */
export function screensMeant(
  kiosks: readonly PairedKiosk[],
  place: Place,
  installs: readonly EnvoyInstallRow[],
  entries: Policy['kiosks'],
  deviceId: string | null = anyIpad,
): PairedKiosk[] {
  const where = { ...place, entranceId: null, deviceId };
  const chosen = installs.flatMap(({ locationId, kiosk }) =>
    locationId !== null && kiosk !== null ? [[locationId, kiosk] as const] : [],
  );
  const paired = kiosks.map((kiosk) => ({ kiosk }));
  const request = { ...where, kiosks: kiosksFor(entries, where) };
  return kiosksServing(paired, request, new Map(chosen)).map(({ kiosk }) => kiosk);
}

const lookedBackMs = 30 * 24 * 3600_000;

/**
 * The places where an iPad that nothing binds to a screen has several to choose from: whoever is before one of
 * them need not be who signs in. Without any place that is known, wherever it is.
 */
export async function placesOfSeveralScreens(
  db: Db,
  entries: Policy['kiosks'],
  now = new Date(),
): Promise<(Place & { screens: string[] })[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  if (kiosks.length < 2) return [];
  const installs = await listInstalls(db);
  const since = new Date(now.getTime() - lookedBackMs);
  const names = new Map<string | null, string | null>();
  for (const id of await locationsSeen(db, since)) names.set(id, null);
  for (const { locationId: id, locationName } of installs) {
    if (id !== null) names.set(id, locationName);
  }
  if (names.size === 0) names.set(null, null);
  return [...names].flatMap(([locationId, locationName]) => {
    const place = { locationId, locationName };
    const screens = screensMeant(kiosks, place, installs, entries).map(({ name }) => name);
    return screens.length < 2 ? [] : [{ ...place, screens }];
  });
}
