import {
  kiosksServing,
  locationLabel,
  nameOfLocation,
  placesWithSeveralKiosks,
  servesWhat,
  type EnvoyLocation,
} from '../../kiosk/kiosks-serving.ts';
import { describeRig } from '#face';
import { readRig } from '../../kiosk/camera-rigs.ts';
import { vestibule } from '../../platform/operator-error.ts';
import { printable } from '#base/text';
import { timeOf } from '../../platform/local-time.ts';
import type { Db } from '../../store/schema.ts';
import {
  listInstalls,
  listKiosks,
  placeNames,
  type EnvoyInstallRow,
  type KioskRow,
} from '../../store/tables/kiosks.ts';
import { locationsSeen } from '../../store/tables/sign-ins.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

/** The service records every minute which kiosks are connected. */
const connectedIfSeenMs = 90_000;

/** Examines whether a lobby screen is paired and whether each paired screen is connected. */
export async function checkKiosks(db: Db, now = new Date()): Promise<Finding[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  if (kiosks.length === 0) {
    return [
      failing(
        'kiosks',
        'Lobby screens',
        'None is paired, so every visitor is held.',
        `Open the lobby page, and pair it at the desk, under Manage. In a terminal: ${vestibule} kiosk pair --name Lobby`,
      ),
    ];
  }
  const names = await placeNames(db);
  return kiosks.flatMap((kiosk) => {
    const reader = kiosk.readerTokenHash === null ? [] : [readerFinding(kiosk, now)];
    return ofScreen(kiosk, [screenFinding(kiosk, servesWhat(kiosk, names), now), ...reader]);
  });
}

function ofScreen({ name }: KioskRow, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, screen: printable`${name}` }));
}

function screenFinding({ name, lastSeenAt }: KioskRow, where: string, now: Date): Finding {
  const about = printable`Screen ${name}`;
  const serves = `It serves ${where}.`;
  if (isRecent(lastSeenAt, now)) return ok('kiosk_connected', about, `It is connected. ${serves}`);
  const found = lastSeenAt
    ? `It was last connected on ${timeOf(lastSeenAt)}.`
    : 'It is paired and was never connected.';
  const todo = 'Look whether its browser shows the lobby page and whether the service runs.';
  return warning('kiosk_connected', about, found, todo);
}

function readerFinding({ name, readerSeenAt }: KioskRow, now: Date): Finding {
  const about = printable`Document reader of screen ${name}`;
  if (isRecent(readerSeenAt, now)) return ok('reader', about, 'It is plugged in.');
  const found = readerSeenAt
    ? `It was last there on ${timeOf(readerSeenAt)}.`
    : 'It is paired and was never there.';
  const todo = 'Look whether it is plugged in, and whether "vestibule reader" runs at the screen.';
  return warning('reader', about, found, todo);
}

function isRecent(seenAt: Date | null, now: Date): boolean {
  return seenAt !== null && now.getTime() - seenAt.getTime() < connectedIfSeenMs;
}

const about = 'Lobby screens';
const lookedBackDays = 30;
const todo = `Pair a screen for it at the desk, under Manage. In a terminal: ${vestibule} kiosk pair --location ID`;

/**
 * Examines whether each location has a lobby screen: every location with the app, and every location that
 * sign-ins came from.
 */
export async function checkServedLocations(db: Db, now = new Date()): Promise<Finding[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  // Another finding reports that no screen is paired.
  if (kiosks.length === 0) return [];
  const installs = await listInstalls(db);
  const isServed = ({ locationId }: EnvoyLocation) => servesOne(kiosks, locationId);
  const names = await placeNames(db);
  const placeOf = ({ locationId }: EnvoyInstallRow) =>
    locationId === null ? [] : [nameOfLocation(locationId, names)];
  const installed = installs.flatMap(placeOf);
  const since = new Date(now.getTime() - lookedBackDays * 24 * 3600_000);
  const known = new Set(installed.map(({ locationId }) => locationId));
  const seen = (await locationsSeen(db, since)).filter((locationId) => !known.has(locationId));
  return [
    ...installed
      .filter((place) => !isServed(place))
      .map((place) => failing('location_unserved', about, describeUnserved(place), todo)),
    ...seen
      .map((locationId) => nameOfLocation(locationId, names))
      .filter((place) => !isServed(place))
      .map((place) => {
        const found = `${describeUnserved(place)} Sign-ins have come from there.`;
        return warning('location_unserved', about, found, todo);
      }),
    ...(await placesWithSeveralKiosks(db, now)).map((place) => severalServing(place, names)),
  ];
}

function severalServing(
  { locationId, screens }: Awaited<ReturnType<typeof placesWithSeveralKiosks>>[number],
  names: ReadonlyMap<string, string>,
): Finding {
  const where =
    locationId === null ? 'Everywhere' : locationLabel(nameOfLocation(locationId, names));
  const found = printable`${where}: the screens ${screens.join(', ')} serve it alike, so the one that looks need not be the one beside the visitor's iPad.`;
  const bind = `Pair each for the iPad beside it (${vestibule} kiosk pair --device ID).`;
  return warning('screens_unbound', about, found, bind);
}

function servesOne(kiosks: readonly KioskRow[], locationId: string): boolean {
  // Which iPads belong to a location is unknown here: a screen for one iPad may serve this location.
  if (kiosks.some((kiosk) => kiosk.deviceId !== null && kiosk.locationId === null)) return true;
  const paired = kiosks.map((kiosk) => ({ pairing: kiosk }));
  return kiosksServing(paired, { locationId, deviceId: null }).length > 0;
}

function describeUnserved(place: EnvoyLocation): string {
  return `${locationLabel(place)}: none of the paired screens serves it, so everyone who needs the camera there is held.`;
}

/** Examines whether the two cameras of each screen are set up, where a rule needs two. */
export async function checkTwoCameras(db: Db): Promise<Finding[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  return kiosks.flatMap((kiosk) => ofScreen(kiosk, [rigFinding(kiosk)]));
}

function rigFinding(kiosk: KioskRow): Finding {
  const about = printable`Two cameras of screen ${kiosk.name}`;
  const rig = readRig(kiosk);
  if (rig && !rig.isKnocked) {
    const { baselineCentimetres } = describeRig(rig.geometry);
    const found = `They are set up, about ${Math.round(baselineCentimetres)} cm apart.`;
    return ok('two_cameras', about, found);
  }
  const found = rig
    ? 'One was moved, so visitors are held there.'
    : 'They are not set up, so visitors are held there.';
  const todo = 'Set them up at the desk, under Lobby screens.';
  return warning('two_cameras', about, found, todo);
}
