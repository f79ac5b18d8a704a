import { oneLine } from '../../server/platform/printable.ts';
import type { EnvoyInstallRow } from '../../server/store/tables/envoy-installs.ts';

/** A location at Envoy for which a kiosk was chosen in the setup step. */
export interface ChosenFor {
  locationId: string;
  locationName: string | null;
}

/** The locations for which this kiosk was chosen. Names of kiosks are told apart without regard to case. */
export function chosenFor(name: string, installs: readonly EnvoyInstallRow[]): ChosenFor[] {
  return installs.flatMap(({ kiosk, location_id, location_name }) =>
    location_id !== null && kiosk?.toLowerCase() === name.toLowerCase()
      ? [{ locationId: location_id, locationName: location_name }]
      : [],
  );
}

/** How a location is called here: as in Envoy, without what cannot be printed, else by its id. */
export function calledLocation({ locationId, locationName }: ChosenFor): string {
  const name = oneLine(locationName ?? '').trim();
  return name === '' ? `location ${locationId}` : name;
}
