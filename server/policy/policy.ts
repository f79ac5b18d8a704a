import { foldName } from '../platform/text.ts';
import type { KioskChoice } from '../protocol/messages.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { heldCheck } from '../checks/registry.ts';
import type { FormDateOrder } from '../sign-in/form-answers.ts';
import type { FormQuestions, KioskEntry, When } from './schema.ts';
import { kiosksServing } from '../kiosk/kiosk-registry.ts';
import type { ServingKiosk } from '../kiosk/pairing.ts';
import type { Db } from '../store/schema.ts';
import { listInstalls, type EnvoyInstallRow, listKiosks } from '../store/tables/kiosks.ts';
import { locationsSeen } from '../store/tables/sign-ins.ts';

/** Whether one of the names in the policy is this id, or this name as people write names. */
export function isNamedAmong(
  wanted: readonly string[],
  id: string | null,
  name: string | null,
): boolean {
  const folded = name === null ? null : foldName(name);
  return wanted.some((one) => one.trim() === id || foldName(one) === folded);
}

/** Screens that the policy names serve what it says only, so all others are left to their own pairing. */
export function kioskChoiceFor(
  entries: Policy['kiosks'],
  signIn: Pick<SignInRequest, 'deviceId' | 'entranceId' | 'locationId' | 'locationName'>,
): KioskChoice | null {
  if (entries.length === 0) return null;
  const entry = entries.find(
    ({ location, entrance, device }) =>
      (!location || isNamedAmong(location, signIn.locationId, signIn.locationName)) &&
      (!entrance || isNamedAmong(entrance, signIn.entranceId, null)) &&
      (!device || isNamedAmong(device, signIn.deviceId, null)),
  );
  return entry ? { only: entry.kiosk } : { except: entries.flatMap(({ kiosk }) => kiosk) };
}

/** A policy that was read and found in order. */
export interface Policy {
  answers: FormQuestions;
  dates: FormDateOrder | null;
  kiosks: readonly KioskEntry[];
  /** In the order in which they are asked; the last one has no conditions and always applies. */
  rules: readonly PolicyRule[];
}

export interface PolicyRule {
  name: string;
  when: When;
  checks: readonly CheckSettings[];
  /** The desk is asked when only the face check is in doubt. */
  askDesk: boolean;
  /** Where it begins in the file. */
  line: number;
}

/** A check by its name, with what the policy says of it, completed by its defaults. */
export interface CheckSettings {
  name: string;
  settings: unknown;
}

/** The last rule's name. */
export const defaultRule = 'default';

/** What counts while there is no policy file: everyone's face. */
export const builtInPolicy: Policy = {
  answers: {},
  dates: null,
  kiosks: [],
  rules: [
    {
      name: defaultRule,
      when: {},
      checks: [
        { name: 'face', settings: {} },
        { name: 'recent', settings: {} },
      ],
      askDesk: false,
      line: 1,
    },
  ],
};

/** The policy that counts while the file cannot be read at the start: it holds everybody. */
export const unreadablePolicy: Policy = {
  ...builtInPolicy,
  rules: [
    {
      name: defaultRule,
      when: {},
      checks: [{ name: heldCheck.name, settings: {} }],
      askDesk: false,
      line: 1,
    },
  ],
};

/** Where a sign-in may come from. */
interface PolicyLocation {
  locationId: string | null;
  locationName: string | null;
}

/** An iPad that no screen and no entry of the policy names. */
const anyIpad = '\0';

/** The screens that may serve a sign-in there; at an iPad that nothing names, unless it is said. */
export function kiosksReferredTo(
  kiosks: readonly ServingKiosk[],
  place: PolicyLocation,
  installs: readonly EnvoyInstallRow[],
  entries: Policy['kiosks'],
  deviceId: string | null = anyIpad,
): ServingKiosk[] {
  const where = { ...place, entranceId: null, deviceId };
  const chosen = installs.flatMap(({ locationId, kiosk }) =>
    locationId !== null && kiosk !== null ? [[locationId, kiosk] as const] : [],
  );
  const paired = kiosks.map((kiosk) => ({ pairing: kiosk }));
  const request = { ...where, kiosks: kioskChoiceFor(entries, where) };
  return kiosksServing(paired, request, new Map(chosen)).map(({ pairing }) => pairing);
}

const lookedBackMs = 30 * 24 * 3600_000;

/**
 * The places where an iPad that nothing binds to a screen has several to choose from: the person at one of them need
 * not be the visitor who signs in. Without any place that is known, wherever it is.
 */
export async function placesWithSeveralKiosks(
  db: Db,
  entries: Policy['kiosks'],
  now = new Date(),
): Promise<(PolicyLocation & { screens: string[] })[]> {
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
    const screens = kiosksReferredTo(kiosks, place, installs, entries).map(({ name }) => name);
    return screens.length < 2 ? [] : [{ ...place, screens }];
  });
}
