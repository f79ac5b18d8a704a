import { recordEvent } from '../audit/record.ts';
import type { Clock } from '../notify/clock.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import {
  deleteInstall,
  findInstall,
  listInstalls,
  type EnvoyInstallRow,
} from '../store/tables/envoy-installs.ts';
import { addressesIn } from './setup/form.ts';
import { pairedKiosks, setUp, type SetUpRequest } from './setup/set-up.ts';

export interface InstallsParts {
  db: Db;
  /** Told when the purpose of an install is to be registered. */
  onSetUp: () => void;
  clock: Pick<Clock, 'now'>;
}

/** Where the app is installed in Envoy. */
export class Installs {
  readonly #parts: InstallsParts;
  #kiosks: ReadonlyMap<string, string> = new Map();

  constructor(parts: InstallsParts) {
    this.#parts = parts;
  }

  /** By the id of a location: the name of the lobby screen that was chosen for it in Envoy. */
  get kiosks(): ReadonlyMap<string, string> {
    return this.#kiosks;
  }

  async start(): Promise<void> {
    const installs = await listInstalls(this.#parts.db);
    this.#kiosks = new Map(
      installs.flatMap(({ location_id, kiosk }) =>
        location_id !== null && kiosk !== null ? [[location_id, kiosk]] : [],
      ),
    );
  }

  /** @throws {FormError} when the form does not fit; nothing is changed then */
  async setUp(request: SetUpRequest): Promise<void> {
    await setUp(this.#parts.db, request, this.#parts.clock.now());
    await this.start();
    this.#parts.onSetUp();
  }

  /** The names of the lobby screens that can be chosen. */
  async pairedKiosks(): Promise<string[]> {
    return (await pairedKiosks(this.#parts.db)).map(({ name }) => name);
  }

  /** The name of the lobby screen that was chosen for an install. */
  async kioskOf(installId: string): Promise<string | null> {
    return (await findInstall(this.#parts.db, installId))?.kiosk ?? null;
  }

  /** Returns whether the install was known. People and sign-ins stay. */
  async forget(installId: string): Promise<boolean> {
    const wasKnown = await this.#parts.db.transaction().execute(async (transaction) => {
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
 * install; where that is not known, its location; and else nobody, for others may not read its name.
 */
export async function contactsFor(
  db: Db,
  whose: 'all' | Pick<SignInRequest, 'installId' | 'locationId'>,
): Promise<string[]> {
  const installs = await listInstalls(db);
  const meant = whose === 'all' ? installs : installsOf(installs, whose);
  return [...new Set(meant.flatMap(({ contact }) => addressesIn(contact)))];
}

function installsOf(
  installs: readonly EnvoyInstallRow[],
  { installId, locationId }: Pick<SignInRequest, 'installId' | 'locationId'>,
): readonly EnvoyInstallRow[] {
  const own = installs.filter(({ install_id }) => install_id === installId);
  if (own.length > 0 || locationId === null) return own;
  return installs.filter(({ location_id }) => location_id === locationId);
}
