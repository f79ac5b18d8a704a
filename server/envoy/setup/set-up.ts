import { recordEvent } from '../../audit/record.ts';
import type { Db } from '../../store/schema.ts';
import {
  findInstall,
  saveInstall,
  type EnvoyInstallRow,
  type InstallSettings,
} from '../../store/tables/envoy-installs.ts';
import { listKiosks } from '../../store/tables/kiosks.ts';
import { FormError, type Form } from './form.ts';

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
 * @throws {FormError} when something does not fit; nothing is changed then
 */
export async function setUp(db: Db, request: SetUpRequest, now: Date): Promise<void> {
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
  const {
    locationCode = earlier?.location_code ?? null,
    kiosk = earlier?.kiosk ?? null,
    contact = earlier?.contact ?? null,
  } = form ?? {};
  const paired = form?.kiosk ? await kioskOrRefusal(db, form.kiosk) : kiosk;
  return {
    location_id: locationId ?? earlier?.location_id ?? null,
    location_name: locationName ?? earlier?.location_name ?? null,
    location_code: locationCode,
    kiosk: paired,
    contact,
  };
}

/** The kiosk's name as it was paired. */
async function kioskOrRefusal(db: Db, name: string): Promise<string> {
  const kiosk = await kioskNamed(db, name);
  if (kiosk) return kiosk.name;
  const names = (await pairedKiosks(db)).map((paired) => paired.name);
  throw new FormError(
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
export async function pairedKiosks(db: Db) {
  return (await listKiosks(db)).filter(({ revokedAt }) => revokedAt === null);
}

function isSame(earlier: EnvoyInstallRow, settings: InstallSettings): boolean {
  return (Object.keys(settings) as (keyof InstallSettings)[]).every(
    (name) => earlier[name] === settings[name],
  );
}
