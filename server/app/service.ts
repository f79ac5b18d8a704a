import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Hub } from '../kiosk/hub.ts';
import type { Pairing } from '../kiosk/pairing.ts';
import type { Notifications } from '../notify/start-notify.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import type { PolicyKeeper } from '../policy/policy-keeper.ts';
import type { Db } from '../store/schema.ts';
import type { VisionPool } from '../vision/pool/vision-pool.ts';
import { startAnswering } from './answering.ts';
import { startFaces } from './faces.ts';
import { startFoundation, type Ground } from './foundation.ts';
import { startFront } from './front.ts';
import { HookGate } from './hook-gate.ts';

/** The running service, with what its operator is told about it. */
export interface Service {
  hookUrl: string;
  lobbyUrl: string;
  db: Db;
  hub: Hub;
  pairing: Pairing;
  policy: PolicyKeeper;
  notifications: Notifications;
  vision: VisionPool;
  /** Rejects, or is false, when only another process can mend the store. */
  isWell(): Promise<boolean>;
  /** Answers every held sign-in, then ends everything in the opposite order of its start. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** To listen on instead of ones of its own. */
  sockets?: HandedSockets;
  /** That answers Envoy already, and goes on when this start fails. Default: one of its own. */
  gate?: HookGate;
  /** Told what it is at, which may take its time. */
  onStep?: (step: string) => void;
}

/** Builds every part by hand, in the order in which they need one another, and starts them. */
export async function startService(
  config: Config,
  secrets: Secrets,
  log: Logger,
  options: StartOptions = {},
): Promise<Service> {
  const stops: Ground['stops'] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  const { sockets = {}, onStep = () => {} } = options;
  const gate = options.gate ?? new HookGate({ config, secrets, sockets, log });
  const ground: Ground = { config, secrets, log, sockets, onStep, stops };
  try {
    const foundation = await startFoundation(ground);
    const faces = await startFaces(ground, foundation);
    const front = await startFront(ground, { ...foundation, ...faces });
    const parts = { ...foundation, ...faces, ...front, gate };
    const { hookUrl, notifications } = await startAnswering(ground, parts);
    const { store, policy, vision, lobby } = parts;
    const { url: lobbyUrl, hub, pairing } = lobby;
    const isWell = () => store.isWell();
    const { db } = store;
    return { hookUrl, lobbyUrl, db, hub, pairing, policy, notifications, vision, isWell, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
