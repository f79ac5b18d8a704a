import { checkSettings } from '../../server/checks/registry.ts';
import type { Config } from '../../server/config/config.ts';
import { kiosksServing } from '../../server/kiosk/kiosks-serving.ts';
import { kiosksFor } from '../../server/policy/apply.ts';
import { policyState } from '../../server/policy/policy-state.ts';
import type { Policy } from '../../server/policy/policy.ts';
import type { Db } from '../../server/store/schema.ts';
import { listInstalls, type EnvoyInstallRow } from '../../server/store/tables/envoy-installs.ts';
import { listKiosks, type KioskRow } from '../../server/store/tables/kiosks.ts';
import { locationsSeen } from '../../server/store/tables/sign-ins.ts';
import { calledLocation, type ChosenFor } from '../kiosk/chosen-for.ts';
import { failing, warning, type Finding } from './finding.ts';

const about = 'Lobby screens';
const lookedBackDays = 30;
const todo =
  'Pair a screen for it (npm run kiosk -- pair --location ID), or choose one in the setup step in Envoy.';

/**
 * Is there a lobby screen for every location where the app is installed, and for those from which
 * sign-ins came? A screen that was chosen in Envoy for one location stands in for no other.
 */
export async function examineServedLocations(
  config: Pick<Config, 'policy'>,
  db: Db,
  now = new Date(),
): Promise<Finding[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  // That none is paired is told elsewhere.
  if (kiosks.length === 0) return [];
  const installs = await listInstalls(db);
  const { policy } = await policyState(config.policy, checkSettings, db);
  const isServed = (place: ChosenFor) => servesOne(kiosks, place, installs, policy?.kiosks ?? []);
  const installed = installs.flatMap(placeOf);
  const since = new Date(now.getTime() - lookedBackDays * 24 * 3600_000).toISOString();
  const known = new Set(installed.map(({ locationId }) => locationId));
  const seen = (await locationsSeen(db, since)).filter((locationId) => !known.has(locationId));
  return [
    ...installed
      .filter((place) => !isServed(place))
      .map((place) => failing('location_unserved', about, unserved(place), todo)),
    ...seen
      .map((locationId) => ({ locationId, locationName: null }))
      .filter((place) => !isServed(place))
      .map((place) => {
        const found = `${unserved(place)} Sign-ins have come from there.`;
        return warning('location_unserved', about, found, todo);
      }),
    ...installs.flatMap((install) => goneChoice(install, kiosks)),
  ];
}

function placeOf({ location_id, location_name }: EnvoyInstallRow): ChosenFor[] {
  return location_id === null ? [] : [{ locationId: location_id, locationName: location_name }];
}

function servesOne(
  kiosks: readonly KioskRow[],
  place: ChosenFor,
  installs: readonly EnvoyInstallRow[],
  entries: Policy['kiosks'],
): boolean {
  // Which iPads a location has is not known here: a screen beside an iPad may stand there.
  const isBesideSome =
    entries.some(({ device }) => device !== undefined) ||
    kiosks.some(({ deviceId, locationId }) => deviceId !== null && locationId === null);
  if (isBesideSome) return true;
  const where = { ...place, deviceId: null };
  const chosen = installs.flatMap(({ location_id, kiosk }) =>
    location_id !== null && kiosk !== null ? [[location_id, kiosk] as const] : [],
  );
  const paired = kiosks.map((kiosk) => ({ kiosk }));
  const request = { ...where, kiosks: kiosksFor(entries, where) };
  return kiosksServing(paired, request, new Map(chosen)).length > 0;
}

function unserved(place: ChosenFor): string {
  return `${calledLocation(place)}: none of the paired screens serves it, so whoever needs the camera there is held.`;
}

/** The pairing is followed then, which may not be what was meant. */
function goneChoice(install: EnvoyInstallRow, kiosks: readonly KioskRow[]): Finding[] {
  const { kiosk } = install;
  if (kiosk === null || install.location_id === null) return [];
  if (kiosks.some(({ name }) => name.toLowerCase() === kiosk.toLowerCase())) return [];
  const [place] = placeOf(install);
  const where = place ? calledLocation(place) : '';
  const found = `${where}: the screen "${kiosk}" that was chosen in Envoy is not paired any more.`;
  return [warning('chosen_gone', about, found, 'Pair it again, or choose another in Envoy.')];
}
