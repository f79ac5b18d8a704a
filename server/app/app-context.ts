import type { Logger } from 'pino';
import type { FileReload } from '../platform/file-reload.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { IssuersKeeper } from '../credentials/issuers-keeper.ts';
import type { Desk } from '../desk/start-desk.ts';
import type { Envoy } from '../envoy/start-envoy.ts';
import type { UnreadSignIns } from '../envoy/unread-sign-ins.ts';
import type { VisionPool } from '#face';
import type { ApprovalMark } from '../keys/approval-mark.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { OfficeLogo } from '../kiosk/office-logo.ts';
import type { KioskPairing } from '../kiosk/pairing.ts';
import type { Notifications } from '../notify/start-notify.ts';
import type { Metrics, ReadinessChecks } from '../ops/metrics.ts';
import type { startGallery } from '../people/start-gallery.ts';
import type { OptOuts } from '../people/opt-outs.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import type { PolicyKeeper } from '../policy/policy-keeper.ts';
import type { Check } from '../sign-in/check.ts';
import type { Ledger } from '../sign-in/ledger.ts';
import type { SignsOfLife } from '../sign-in/signs-of-life.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { Store } from '../store/store.ts';
import type { Db } from '../store/schema.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import type { Watchlist } from '../watchlist/watchlist.ts';
import type { EarlyHookListener } from './early-hook-listener.ts';
import type { Instances } from './instances.ts';

/** What a start of the service is given. */
export interface AppInput {
  config: Config;
  secrets: Secrets;
  log: Logger;
  /** Sockets that systemd has opened and handed over. */
  sockets: HandedSockets;
  earlyHook: EarlyHookListener;
  /** Called when another program has replaced the database, or damage was found: everything must be read again. */
  onStoreLost: (error: Error) => void;
}

/** Every part of the running service, in the order in which `buildAppContext` starts them. */
export interface AppContext extends AppInput {
  store: Store;
  /** The database of `store`. */
  db: Db;
  cipher: TemplateCipher;
  approvalMark: ApprovalMark;
  /** Applies the register of erasures to the database again. */
  reapplyErasures: () => Promise<void>;
  signsOfLife: SignsOfLife;
  policy: PolicyKeeper;
  /** The issuers of health passes. */
  issuers: IssuersKeeper;
  optOuts: OptOuts;
  vision: VisionPool;
  /** Resolves when the models look at pictures. Rejects when they cannot be loaded. */
  modelsLoaded: () => Promise<void>;
  people: Awaited<ReturnType<typeof startGallery>>;
  envoy: Envoy;
  metrics: Metrics;
  notifications: Notifications;
  /** The watchlist that the checks have loaded. */
  watchlist: Watchlist;
  desk: Desk;
  instances: Instances;
  kioskRegistry: KioskRegistry;
  readiness: ReadinessChecks;
  /** Whether this instance could let in a visitor who signs in now. */
  decides: () => Promise<boolean>;
  lobbyUrl: string;
  pairing: KioskPairing;
  /** Null where no setting names one. */
  logo: OfficeLogo | null;
  checks: ReadonlyMap<string, Check>;
  ledger: Ledger;
  signIns: SignIns;
  unread: UnreadSignIns;
  /** The files of the operator's, which a reload reads again. */
  files: FileReload;
  hookUrl: string;
}

/** What a feature needs of the context. */
export type Needs<Names extends keyof AppContext> = Pick<AppContext, Names>;
