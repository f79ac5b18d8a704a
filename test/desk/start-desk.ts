import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pino } from 'pino';
import type { Test } from 'tap';
import { createDesk, startDeskPage, type Desk } from '#server/desk/start-desk.ts';
import type { Config } from '#server/config/config.ts';
import type { DeskOidcConfig } from '#server/config/desk-oidc.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { Timer } from '#server/platform/clock.ts';
import { type BodyTimes, buildLobbyListener } from '#server/kiosk/lobby-listener.ts';
import { KioskRegistry } from '#server/kiosk/kiosk-registry.ts';
import type { KioskTimes } from '#server/kiosk/kiosk-limits.ts';
import { createPairing } from '#server/kiosk/pairing.ts';
import { startNotify } from '#server/notify/start-notify.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import { systemClock, type Clock } from '#server/platform/clock.ts';
import type { Db } from '#server/store/schema.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { openTestStore } from '../support/store.ts';
import { Gallery } from '#server/people/gallery.ts';
import type { Vision } from '#face';
import { createVision } from '#server/vision/create-vision.ts';

export interface DeskOptions {
  receptionOffers?: boolean;
  /** Default: a new one. */
  dataDir?: string;
  clock?: Clock;
  /** Runs the countdowns of ringing sign-ins. */
  timer?: Timer;
  origins?: string[];
  tls?: Config['lobby']['tls'];
  /** Time limits for the bodies of requests. */
  times?: BodyTimes;
  kioskTimes?: Partial<KioskTimes>;
  oidc?: { config: DeskOidcConfig; secret: string | null };
  /** Analyses pictures of an enrolment. */
  vision?: Vision;
  /** Returns the findings of a check-up. Default: none. */
  examine?: Parameters<typeof startDeskPage>[0]['examine'];
  /** Text of notify.yaml. Default: no file, so no message can be sent. */
  notifyFile?: string | undefined;
  /** Trouble that Envoy's calls show. */
  trouble?: Desk['trouble'];
  /** Gets each log line. */
  onLog?: (line: string) => void;
}

const nobodyOptedOut = {
  has: async () => false,
  within: () => ({ has: async () => false }),
};

const fine = {
  code: 'version',
  state: 'ok' as const,
  about: 'Vestibule',
  found: 'It runs.',
  todo: null,
  guide: null,
};

async function startNotifications(
  t: Test,
  { db, dataDir, text }: { db: Db; dataDir: string; text: string | undefined },
) {
  if (text === undefined) return null;
  const notifyFile = path.join(dataDir, 'notify.yaml');
  writeFileSync(notifyFile, text);
  const notifications = await startNotify({
    config: {
      templateKeyFile: path.join(dataDir, 'template.key'),
      notifyFile,
      notifyCopyFile: path.join(dataDir, 'notify.in-force.yaml'),
    },
    secrets: { notify: {} },
    db,
    log: pino({ level: 'silent' }),
  });
  t.teardown(() => notifications.stop());
  return notifications;
}

/** The desk on its own lobby listener, as the service builds it. */
export async function startDesk(t: Test, options: DeskOptions = {}) {
  const { dataDir = t.testdir({}), clock = systemClock, origins = [], tls = null } = options;
  const logger = pino(
    { level: options.onLog ? 'trace' : 'silent' },
    { write: (line: string) => options.onLog?.(line) },
  );
  const store = await openTestStore({ databaseFile: path.join(dataDir, 'vestibule.sqlite') });
  const { db } = store;
  const config = {
    lobby: { host: '127.0.0.1', port: 0, origins, tls },
    kiosk: { askFirst: false, graceMs: 2000 },
    desk: {
      oidc: options.oidc?.config ?? null,
      receptionOffers: options.receptionOffers ?? false,
      seesCamera: true,
    },
  };
  const { kioskTimes } = options;
  const kioskRegistry = new KioskRegistry({
    db,
    config,
    logger,
    ...(kioskTimes && { times: kioskTimes }),
  });
  await kioskRegistry.start();
  const pairing = createPairing({ db });
  const app = await buildLobbyListener({
    config,
    pairing,
    kioskRegistry,
    logger,
    ...(options.times && { times: options.times }),
  });
  const stops: (() => Promise<void>)[] = [];
  const templateKeyFile = path.join(dataDir, 'template.key');
  const cipher = await openTemplateCipher(db, templateKeyFile);
  // Never started, because these tests analyse no face.
  const noVision = await createVision({ engine: 'onnx', visionWorkers: 1 }, logger, null);
  const people = new Gallery({ db, cipher, model: noVision.model });
  const notifications = await startNotifications(t, { db, dataDir, text: options.notifyFile });
  const desk = await createDesk({
    config: { templateKeyFile },
    store,
    people: { findClaimed: async () => [] },
    optOuts: nobodyOptedOut,
    log: logger,
    clock,
    ...(notifications && { notifications }),
    ...(options.timer && { timer: options.timer }),
    ...(options.trouble && { trouble: options.trouble }),
  });
  const oidcSecret = options.oidc?.secret ?? null;
  const files = {
    templateKeyFile,
    optOutKeyFile: path.join(dataDir, 'opt-out.key'),
    erasureRegisterFile: path.join(dataDir, 'erasures.txt'),
    databaseFile: path.join(dataDir, 'vestibule.sqlite'),
  };
  const page = {
    listener: app,
    config: { ...config, ...files, liveness: 'passive' as const },
    oidcSecret,
    desk,
    kioskRegistry,
    store,
    others: null,
    enrolment: { db, cipher, vision: options.vision ?? noVision, people, optOuts: nobodyOptedOut },
    log: logger,
    clock,
    // The doctor's findings about this machine do not matter here.
    examine: options.examine ?? (async () => [fine]),
  };
  const sessions = await startDeskPage(page, (stop) => stops.push(stop));
  let isOpen = true;
  const stop = async () => {
    if (!isOpen) return;
    isOpen = false;
    await app.close();
    for (const end of stops.reverse()) await end();
    await store.close();
  };
  t.teardown(stop);

  /** Starts to listen. Before the first call, more routes may be registered. */
  const listen = async () => {
    await app.listen(config.lobby);
    const { port } = app.server.address() as AddressInfo;
    return `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  };

  /** Adds an account. `link` is the token of its one-time link. */
  const add = async (name: string, role: DeskRole = 'reception') => {
    const act = { actor: 'command:test', now: clock.now() };
    const { account, link } = await addDeskAccount(db, { name, role }, act);
    return { ...account, link: link.token };
  };

  return { app, db, store, desk, sessions, kioskRegistry, pairing, dataDir, listen, add, stop };
}

/** A browser that keeps cookies and sends the origin of its page. */
export class DeskBrowser {
  readonly url: string;
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` headers as received, with all attributes. */
  readonly setCookies: string[] = [];

  constructor(url: string) {
    this.url = url;
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    route: string,
    body?: unknown,
    origin = this.url,
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    // A blob has a type of its own.
    const asItIs = body instanceof FormData || body instanceof Blob ? body : null;
    const isJson = body !== undefined && !asItIs;
    const response = await fetch(this.url + route, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie && { cookie }),
        ...(method !== 'GET' && { origin }),
        ...(isJson && { 'content-type': 'application/json' }),
      },
      ...(asItIs && { body: asItIs }),
      ...(isJson && { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.#take(line);
    const text = await response.text();
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, json };
  }

  get(route: string) {
    return this.call('GET', route);
  }

  post(route: string, body?: unknown) {
    return this.call('POST', route, body);
  }

  /** Sends photos with a request, as the page does. */
  upload(
    route: string,
    request: unknown,
    photos: readonly Uint8Array[],
    method: 'POST' | 'PUT' = 'POST',
  ) {
    const form = new FormData();
    form.append('request', JSON.stringify(request));
    photos.forEach((photo, i) => {
      form.append('photos', new Blob([Uint8Array.from(photo)]), `photo-${i + 1}.jpg`);
    });
    return this.call(method, route, form);
  }

  #take(line: string): void {
    this.setCookies.push(line);
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
