import type { Logger } from 'pino';
import { repeat } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import type { Watchlist } from './watchlist.ts';
import { fuse, type ModelInfo, TemplateMatrix } from '#face';
import {
  listCurrencyCheck,
  listWatchlistEntries,
  watchlistFacesOf,
  watchlistRevisions,
} from '../store/tables/watchlists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';

const lookEveryMs = 10_000;

interface Watchlists {
  watchedFaces: WatchedFaces;
  /** Reads changes at once. */
  refresh: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Loads the watchlists, and keeps them current in the background, so that no sign-in waits for them. */
export async function startWatchlist(
  watchlist: Watchlist,
  source: WatchedFacesSource,
  log: Logger,
  isListLeader: () => Promise<boolean> = async () => true,
): Promise<Watchlists> {
  const watchedFaces = new WatchedFaces(source);
  const refresh = async () => {
    await watchlist.refresh();
    await watchedFaces.refresh();
  };
  await refresh();
  if (await isListLeader()) await warnOfLapsedFaces(source, log);
  const stop = repeat(lookEveryMs, () =>
    refresh().catch((err: unknown) => log.error({ err }, 'the watchlists cannot be read')),
  );
  return { watchedFaces, refresh, stop };
}

async function warnOfLapsedFaces({ db, model }: WatchedFacesSource, log: Logger): Promise<void> {
  const entries = await entriesWithLapsedFaces(db, model.id);
  if (entries.length === 0) return;
  log.warn(
    { entries: entries.length },
    'faces on the own watchlist were made by another recogniser and are not looked for: add them again',
  );
}

/**
 * Returns the entries of the own list whose face is no longer searched, because they have no template of the recogniser
 * in use. Templates of different recognisers are never compared.
 * @returns their ids
 */
export async function entriesWithLapsedFaces(db: Db, model: string): Promise<string[]> {
  const rows = await db
    .selectFrom('watchlist_faces')
    .select('entryId')
    .distinct()
    .where('entryId', 'not in', (faces) =>
      faces.selectFrom('watchlist_faces').select('entryId').where('model', '=', model),
    )
    .execute();
  return rows.map(({ entryId }) => entryId);
}

interface WatchedFacesSource {
  db: Db;
  cipher: TemplateCipher;
  model: ModelInfo;
}

interface Snapshot {
  revision: number;
  owners: readonly { entry: string; expiresAt: Date | null }[];
  matrix: TemplateMatrix;
  turned: (probe: Float32Array) => Float32Array;
}

/**
 * The faces on the own list, decrypted, in memory. They are only compared with captures that took place for another
 * purpose; this class never requests a capture.
 */
export class WatchedFaces {
  readonly #source: WatchedFacesSource;
  #snapshot: Snapshot | undefined;

  constructor(source: WatchedFacesSource) {
    this.#source = source;
  }

  /** See `listCurrencyCheck`. Call this before you search for a face. */
  isCurrentCheck(): ReturnType<typeof listCurrencyCheck> {
    return listCurrencyCheck(this.#source.db);
  }

  async refresh(): Promise<void> {
    await this.#current();
  }

  /**
   * Returns the entry with this face, at the model's threshold; null when there is none. The probe is compared with all
   * of them. So the false match rate for a stranger is that of one comparison, times the number of faces.
   *
   * @param probe fused, unit length
   */
  async find(probe: Float32Array): Promise<string | null> {
    const { owners, matrix, turned } = await this.#current();
    let best: { entry: string; score: number } | null = null;
    for await (const { firstRow, scores } of matrix.similarities(turned(probe))) {
      for (const [i, score] of scores.entries()) {
        const owner = owners[firstRow + i];
        if (!owner || !(score >= this.#source.model.threshold)) continue;
        if (owner.expiresAt && owner.expiresAt <= new Date()) continue;
        if (!best || score > best.score) best = { entry: owner.entry, score };
      }
    }
    return best?.entry ?? null;
  }

  async #current(): Promise<Snapshot> {
    const { own } = await watchlistRevisions(this.#source.db);
    if (this.#snapshot?.revision !== own) this.#snapshot = await this.#load();
    return this.#snapshot;
  }

  #load(): Promise<Snapshot> {
    const { db, cipher, model } = this.#source;
    return db
      .transaction()
      .setAccessMode('read only')
      .execute(async (transaction) => {
        await cipher.expectKeyOf(transaction);
        const { own } = await watchlistRevisions(transaction);
        const expiries = new Map(
          (await listWatchlistEntries(transaction)).map((row) => [row.id, row.expiresAt]),
        );
        const byEntry = new Map<string, Float32Array[]>();
        const transform = cipher.transformOf(model.id, model.dimension);
        for (const row of await watchlistFacesOf(transaction, model.id)) {
          const template = cipher.decryptTransformed(row.ciphertext, row.entryId, model.id);
          byEntry.set(row.entryId, [...(byEntry.get(row.entryId) ?? []), template]);
        }
        const owners = [...byEntry.keys()].map((entry) => {
          const expiry = expiries.get(entry);
          return { entry, expiresAt: expiry ? new Date(expiry) : null };
        });
        const matrix = TemplateMatrix.of(model.dimension, [...byEntry.values()].map(fuse));
        return { revision: own, owners, matrix, turned: (probe) => transform.apply(probe) };
      });
  }
}
