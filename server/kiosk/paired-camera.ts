import type { FastifyBaseLogger } from 'fastify';
import { recordEvent } from '../audit/record.ts';
import { oneLine } from '#base/text';
import type { Db } from '../store/schema.ts';
import type { CaptureEnding } from './capture.ts';
import {
  confirmCameras,
  findKiosk,
  noteOtherCameras,
  recordCameras,
  type KioskRow,
} from '../store/tables/kiosks.ts';

/**
 * The cameras of a kiosk by their labels, which in Chromium contain the USB identity. The camera in use comes first,
 * with the maximum size of its pictures.
 */
export type Cameras = readonly string[];

/** Names of programs that act as a camera. A renamed program is only detected as a changed camera. */
const virtual =
  /\b(obs|v4l2 ?loopback|dummy video|virtual|manycam|xsplit|snap camera|camtwist|droidcam|iriun|epoccam|mmhmm|akvcam|ndi)\b/i;

export type CameraStanding =
  | 'as_paired'
  /** None is recorded yet. */
  | 'first'
  /** Another one, one more, or a virtual one: no capture until someone confirms it. */
  | 'changed';

/**
 * @param recorded the pairing's cameras; null: none are recorded
 * @param seen the page's report; undefined from a client that reports no cameras
 */
export function standingOf(
  recorded: Cameras | null | undefined,
  seen: Cameras | undefined,
): CameraStanding {
  if (!recorded) {
    if (!seen) return 'as_paired';
    return seen.some((label) => virtual.test(label)) ? 'changed' : 'first';
  }
  const [used, ...others] = recorded;
  const [usedNow, ...othersNow] = seen ?? [];
  // A missing secondary camera does no harm. A further camera of a known model counts as an unknown one.
  const isKnown = (label: string) => {
    const at = others.indexOf(label);
    return at >= 0 && others.splice(at, 1).length > 0;
  };
  return usedNow === used && othersNow.every(isKnown) ? 'as_paired' : 'changed';
}

/** The stored cameras of a kiosk. */
export interface StoredCameras {
  /** Null: none are recorded. */
  cameras: Cameras | null;
  /** Other cameras that the kiosk has now, which nobody at the desk has confirmed. */
  camerasSeen: Cameras | null;
}

export function readCameras(row: Pick<KioskRow, 'cameras' | 'camerasSeen'>): StoredCameras {
  const read = (json: string | null) => (json === null ? null : (JSON.parse(json) as Cameras));
  return { cameras: read(row.cameras), camerasSeen: read(row.camerasSeen) };
}

const unnamed: Cameras = ['a client that names no camera'];

/** Records the cameras of the kiosks. */
export class PairedCameras {
  readonly #db: Db;
  readonly #logger: FastifyBaseLogger;
  /** Serialises the writes, so that a confirmation follows the note that it confirms. */
  #noting: Promise<unknown> = Promise.resolve();

  constructor(db: Db, logger: FastifyBaseLogger) {
    this.#db = db;
    this.#logger = logger;
  }

  /** Never rejects. @returns the cameras that are stored for this kiosk now; null when they are not known */
  async record(
    kioskId: string,
    seen: Cameras | undefined,
    standing: 'first' | 'changed',
  ): Promise<StoredCameras | null> {
    const noting = this.#noting.then(() => this.#note(kioskId, seen, standing === 'first'));
    this.#noting = noting;
    return noting;
  }

  async #note(
    kioskId: string,
    seen: Cameras | undefined,
    isFirst: boolean,
  ): Promise<StoredCameras | null> {
    const actor = `kiosk:${kioskId}`;
    const note = isFirst ? recordCameras : noteOtherCameras;
    try {
      const { isNew, row } = await this.#db.transaction().execute(async (transaction) => {
        // The desk of another instance may have confirmed the cameras since this one read them.
        const before = await findKiosk(transaction, kioskId);
        const isKnown =
          before?.cameras && standingOf(readCameras(before).cameras, seen) === 'as_paired';
        const isNew = !isKnown && (await note(transaction, kioskId, seen ?? unnamed));
        if (isNew) {
          const action = isFirst ? 'camera_recorded' : 'camera_changed';
          await recordEvent(transaction, { action, actor, subject: kioskId });
        }
        return { isNew, row: await findKiosk(transaction, kioskId) };
      });
      if (isNew && isFirst) {
        this.#logger.info({ kioskId }, 'the camera of a lobby screen is recorded');
      } else if (isNew) {
        this.#logger.warn({ kioskId }, 'the camera of a lobby screen is not the one recorded');
      }
      return row ? readCameras(row) : null;
    } catch (error) {
      this.#logger.error({ err: error, kioskId }, 'the camera of a lobby screen cannot be noted');
      return null;
    }
  }

  /** Records the noted cameras as the office's. @returns false when the noted ones differ from `camera` */
  async confirm(kioskId: string, camera: string, actor: string): Promise<boolean> {
    await this.#noting;
    return this.#db.transaction().execute(async (transaction) => {
      const isSame = (cameras: Cameras) => cameraInWords(cameras) === camera;
      if (!(await confirmCameras(transaction, kioskId, isSame))) return false;
      await recordEvent(transaction, { action: 'camera_confirmed', actor, subject: kioskId });
      return true;
    });
  }
}

/** Describes the cameras in one line for the desk. Contains text from the page. */
export function cameraInWords([used, ...others]: Cameras): string {
  const besides = others.length > 0 ? `; besides: ${others.join(', ')}` : '';
  return oneLine(`${used ?? 'no name'}${besides}`).slice(0, 600);
}

/** Returns the ending of a capture with unknown cameras, after reading the stored ones; null: it may continue. */
export function cameraEnding(
  stored: StoredCameras | null,
  seen: Cameras | undefined,
  standing: 'first' | 'changed',
): CaptureEnding | null {
  const recorded = stored?.cameras ?? null;
  if (recorded && standingOf(recorded, seen) === 'as_paired') return null;
  // Without a stored camera, the next capture would accept any other camera.
  return standing === 'first' && !recorded ? 'aborted' : 'camera_changed';
}
