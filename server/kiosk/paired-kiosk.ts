import type { KioskRow } from '../store/tables/kiosks.ts';

/** A paired camera client, without its token. */
export type PairedKiosk = Pick<KioskRow, 'id' | 'name' | 'locationId' | 'deviceId'>;
