import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Test } from 'tap';
import type { Config } from '#server/config/config.ts';
import { KioskRegistry } from '#server/kiosk/kiosk-registry.ts';
import type { KioskTimes } from '#server/kiosk/kiosk-limits.ts';
import { buildLobbyListener } from '#server/kiosk/lobby-listener.ts';
import { OfficeLogo } from '#server/kiosk/office-logo.ts';
import type { Timer } from '#server/platform/clock.ts';
import { createPairing } from '#server/kiosk/pairing.ts';
import { openTestStore } from '../support/store.ts';

export interface LobbyOptions {
  times?: Partial<KioskTimes>;
  graceMs?: number;
  askFirst?: boolean;
  office?: Config['kiosk']['office'];
  origins?: string[];
  tls?: Config['lobby']['tls'];
  pageDir?: string;
  /** False: only builds the listener, for requests by `inject`. */
  listen?: boolean;
  now?: () => Date;
  timer?: Timer;
  wantsDocuments?: () => boolean;
}

/** A lobby listener on a free port with its own hub and database, which stop with the test. */
export async function startLobby(t: Test, options: LobbyOptions = {}) {
  const {
    times,
    graceMs = 2000,
    askFirst = false,
    office,
    origins = [],
    tls = null,
    pageDir,
    now,
    timer,
    wantsDocuments,
    listen = true,
  } = options;
  const logger = pino({ level: 'silent' });
  const store = await openTestStore({ databaseFile: path.join(t.testdir({}), 'test.sqlite') });
  const { db } = store;
  const config = {
    lobby: { host: '127.0.0.1', port: 0, origins, tls },
    kiosk: {
      askFirst,
      graceMs,
      ...(office && { office }),
    },
  };
  const given = {
    ...(times && { times }),
    ...(timer && { timer }),
    ...(wantsDocuments && { wantsDocuments }),
  };
  const kioskRegistry = new KioskRegistry({ db, config, logger, ...given });
  await kioskRegistry.start();
  const pairing = createPairing({ db, ...(now && { now }) });
  const app = await buildLobbyListener({
    config,
    pairing,
    kioskRegistry,
    logger,
    logo: office?.logoFile ? new OfficeLogo(office.logoFile, logger) : null,
    ...(pageDir !== undefined && { pageDir }),
  });
  t.teardown(async () => {
    await app.close();
    await store.close();
  });
  if (listen) await app.listen(config.lobby);
  const port = listen ? (app.server.address() as AddressInfo).port : 8788;
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;

  /** Pairs a kiosk without HTTP. */
  async function pair(kiosk: { name?: string; locationId?: string; deviceId?: string } = {}) {
    const { code } = await pairing.newCode({ name: 'Lobby', ...kiosk });
    const redeemed = await pairing.redeem(code);
    if (!redeemed.paired) throw new Error(redeemed.refusal);
    return redeemed;
  }

  return { app, url, port, kioskRegistry, pairing, db, pair };
}

export type StartedLobby = Awaited<ReturnType<typeof startLobby>>;
