import { recordEvent } from '../audit/record.ts';
import type { Clock } from '../platform/clock.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import {
  deleteInstall,
  findInstall,
  listInstalls,
  type EnvoyInstallRow,
  saveInstall,
  type InstallSettings,
  listKiosks,
} from '../store/tables/kiosks.ts';
import { addressesIn, SetupFormError, type Form } from './setup-form.ts';

export interface InstallsDeps {
  db: Db;
  /** Told when the purpose of an install is to be registered. */
  onSetUp: () => void;
  clock: Pick<Clock, 'now'>;
}

/** Where the app is installed in Envoy. */
export class Installs {
  readonly #deps: InstallsDeps;
  #kiosks: ReadonlyMap<string, string> = new Map();

  constructor(deps: InstallsDeps) {
    this.#deps = deps;
  }

  /** By the id of a location: the name of the lobby screen that was chosen for it in Envoy. */
  get kiosks(): ReadonlyMap<string, string> {
    return this.#kiosks;
  }

  async start(): Promise<void> {
    const installs = await listInstalls(this.#deps.db);
    this.#kiosks = new Map(
      installs.flatMap(({ locationId, kiosk }) =>
        locationId !== null && kiosk !== null ? [[locationId, kiosk]] : [],
      ),
    );
  }

  /** @throws {SetupFormError} when the form does not fit; nothing is changed then */
  async setUp(request: SetUpRequest): Promise<void> {
    await setUp(this.#deps.db, request, this.#deps.clock.now());
    await this.start();
    this.#deps.onSetUp();
  }

  /** The names of the lobby screens that can be chosen. */
  async pairedKiosks(): Promise<string[]> {
    return (await pairedKiosks(this.#deps.db)).map(({ name }) => name);
  }

  /** The name of the lobby screen that was chosen for an install. */
  async kioskOf(installId: string): Promise<string | null> {
    return (await findInstall(this.#deps.db, installId))?.kiosk ?? null;
  }

  /** Returns whether the install was known. People and sign-ins stay. */
  async forget(installId: string): Promise<boolean> {
    const wasKnown = await this.#deps.db.transaction().execute(async (transaction) => {
      if (!(await deleteInstall(transaction, installId))) return false;
      const action = 'envoy_uninstalled';
      await recordEvent(transaction, { action, actor: 'envoy', subject: installId });
      return true;
    });
    await this.start();
    return wasKnown;
  }
}

/**
 * Whom the set-up in Envoy names for alerts: of all installs, or of where a sign-in is. That is its
 * install; where that is not known, its location; and else no one, for others may not read its name.
 */
export async function contactsFor(
  db: Db,
  whose: 'all' | Pick<SignInRequest, 'installId' | 'locationId'>,
): Promise<string[]> {
  const installs = await listInstalls(db);
  const chosenInstalls = whose === 'all' ? installs : installsOf(installs, whose);
  return [...new Set(chosenInstalls.flatMap(({ contact }) => addressesIn(contact)))];
}

function installsOf(
  installs: readonly EnvoyInstallRow[],
  { installId, locationId }: Pick<SignInRequest, 'installId' | 'locationId'>,
): readonly EnvoyInstallRow[] {
  const own = installs.filter((install) => install.installId === installId);
  if (own.length > 0 || locationId === null) return own;
  return installs.filter((install) => install.locationId === locationId);
}

export interface SetUpRequest {
  installId: string;
  locationId: string | null;
  locationName: string | null;
  /** Null when the step has none yet. */
  form: Form | null;
}

/**
 * Binds an install and its location to what its form says; without a form, only its location is
 * noted. Whatever was set in an earlier step and is not on this form stays.
 * @throws {SetupFormError} when something does not fit; nothing is changed then
 */
async function setUp(db: Db, request: SetUpRequest, now: Date): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const earlier = await findInstall(transaction, request.installId);
    const settings = await settingsOf(transaction, request, earlier);
    await saveInstall(transaction, request.installId, settings, now);
    if (earlier && isSame(earlier, settings)) return;
    await recordEvent(transaction, {
      action: earlier ? 'envoy_changed' : 'envoy_installed',
      actor: 'envoy',
      subject: request.installId,
      details: {
        kioskId: (await kioskNamed(transaction, settings.kiosk))?.id ?? null,
        hasContact: settings.contact !== null,
      },
    });
  });
}

async function settingsOf(
  db: Db,
  { locationId, locationName, form }: SetUpRequest,
  earlier: EnvoyInstallRow | undefined,
): Promise<InstallSettings> {
  const { locationCode, kiosk, contact } = { ...noSettings, ...earlier, ...form };
  return {
    locationId: locationId ?? earlier?.locationId ?? null,
    locationName: locationName ?? earlier?.locationName ?? null,
    locationCode,
    kiosk: form?.kiosk ? await kioskOrRefusal(db, form.kiosk) : kiosk,
    contact,
  };
}

const noSettings = { locationCode: null, kiosk: null, contact: null };

/** The kiosk's name as it was paired. */
async function kioskOrRefusal(db: Db, name: string): Promise<string> {
  const kiosk = await kioskNamed(db, name);
  if (kiosk) return kiosk.name;
  const names = (await pairedKiosks(db)).map((paired) => paired.name);
  throw new SetupFormError(
    names.length === 0
      ? `There is no kiosk "${name}": no lobby screen is paired yet. Pair it first, or leave the field empty.`
      : `There is no kiosk "${name}". Paired are: ${names.join(', ')}.`,
  );
}

async function kioskNamed(db: Db, name: string | null) {
  const wanted = name?.toLowerCase();
  return (await pairedKiosks(db)).find((kiosk) => kiosk.name.toLowerCase() === wanted);
}

/** The lobby screens that can be chosen. */
async function pairedKiosks(db: Db) {
  return (await listKiosks(db)).filter(({ revokedAt }) => revokedAt === null);
}

function isSame(earlier: EnvoyInstallRow, settings: InstallSettings): boolean {
  return (Object.keys(settings) as (keyof InstallSettings)[]).every(
    (name) => earlier[name] === settings[name],
  );
}
