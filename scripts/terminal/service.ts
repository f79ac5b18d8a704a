import { oneLine } from '../../server/platform/text.ts';
import { spawnSync } from 'node:child_process';

/** Which sign-ins a kiosk serves, in words. */
export function servesWhat(
  { locationId, deviceId }: { locationId: string | null; deviceId: string | null },
  names: PlaceNames = new Map(),
): string {
  const place = locationId === null ? [] : [locationLabel(nameOfLocation(locationId, names))];
  const parts = [...(deviceId === null ? [] : [`iPad ${deviceId}`]), ...place];
  return parts.length === 0 ? 'any iPad' : parts.join(', ');
}

/** As Envoy told them, or as they were named at the desk, by their ids. */
type PlaceNames = ReadonlyMap<string, string>;

export function nameOfLocation(locationId: string, names: PlaceNames): EnvoyLocation {
  return { locationId, locationName: names.get(locationId) ?? null };
}

/** A location at Envoy. */
export interface EnvoyLocation {
  locationId: string;
  locationName: string | null;
}

/** How a location is called here: as in Envoy, without what cannot be printed, else by its id. */
export function locationLabel({ locationId, locationName }: EnvoyLocation): string {
  const name = oneLine(locationName ?? '').trim();
  return name === '' ? `location ${locationId}` : name;
}

const mostSeconds = 120;
/** A service that cannot start may recover in a moment, for example when a database is busy. */
const mostInTroubleSeconds = 20;

/**
 * Waits until the service that systemd has started is ready for sign-ins: systemd takes it for started as
 * soon as it holds everyone. False when it still only holds at the end.
 */
export function becomesReady(): boolean {
  let inTrouble = 0;
  for (let seconds = 0; seconds < mostSeconds; seconds++) {
    const { stdout } = spawnSync(
      'systemctl',
      ['show', '--property=StatusText', '--value', 'vestibule.service'],
      { encoding: 'utf8', cwd: '/' },
    );
    if (stdout?.startsWith('ready')) return true;
    inTrouble = stdout?.startsWith('visitors are held') ? inTrouble + 1 : 0;
    if (inTrouble > mostInTroubleSeconds) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
  return false;
}
