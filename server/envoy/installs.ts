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
} from '../store/tables/kiosks.ts';
import { addressesIn, type Form } from './setup-form.ts';

export interface InstallsDeps {
  db: Db;
  /** Called when the purpose of an install has to be registered. */
  onSetUp: () => void;
  clock: Pick<Clock, 'now'>;
}

/** The app's installs in Envoy. */
export class Installs {
  readonly #deps: InstallsDeps;

  constructor(deps: InstallsDeps) {
    this.#deps = deps;
  }

  async setUp(request: SetUpRequest): Promise<void> {
    await setUp(this.#deps.db, request, this.#deps.clock.now());
    this.#deps.onSetUp();
  }

  /** Removes the install. Returns whether it was known. People and sign-ins stay. */
  async forget(installId: string): Promise<boolean> {
    return this.#deps.db.transaction().execute(async (transaction) => {
      if (!(await deleteInstall(transaction, installId))) return false;
      const action = 'envoy_uninstalled';
      await recordEvent(transaction, { action, actor: 'envoy', subject: installId });
      return true;
    });
  }
}

/**
 * The contacts that the set-up in Envoy names for alerts: of all installs, or for one sign-in. For a sign-in, those of
 * its install, otherwise of its location. Otherwise none: other contacts must not read the visitor's name.
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
  /** Null when the step has no form yet. */
  form: Form | null;
}

/**
 * Binds an install to its location and to the values of its form. Without a form, only records the location. Values
 * from earlier steps that are not on this form stay.
 */
async function setUp(db: Db, request: SetUpRequest, now: Date): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const earlier = await findInstall(transaction, request.installId);
    const settings = settingsOf(request, earlier);
    await saveInstall(transaction, request.installId, settings, now);
    if (earlier && isSame(earlier, settings)) return;
    await recordEvent(transaction, {
      action: earlier ? 'envoy_changed' : 'envoy_installed',
      actor: 'envoy',
      subject: request.installId,
      details: { hasContact: settings.contact !== null },
    });
  });
}

function settingsOf(
  { locationId, locationName, form }: SetUpRequest,
  earlier: EnvoyInstallRow | undefined,
): InstallSettings {
  const { locationCode, contact } = { ...noSettings, ...earlier, ...form };
  return {
    locationId: locationId ?? earlier?.locationId ?? null,
    locationName: locationName ?? earlier?.locationName ?? null,
    locationCode,
    contact,
  };
}

const noSettings = { locationCode: null, contact: null };

function isSame(earlier: EnvoyInstallRow, settings: InstallSettings): boolean {
  return (Object.keys(settings) as (keyof InstallSettings)[]).every(
    (name) => earlier[name] === settings[name],
  );
}
