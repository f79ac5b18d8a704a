import type { Logger } from 'pino';
import type { Check } from '../sign-in/check.ts';
import { createFaceCheck } from './face.ts';
import { RecogniserMigration } from './face/recogniser-migration.ts';
import { createLockOut } from './face/lock-out.ts';
import { createHealthPassCheck } from './health-pass.ts';
import { createIdentityDocumentCheck } from './identity-document.ts';
import { FirstVisits } from './identity/first-visits.ts';
import { RecentDocuments } from './identity/recent-documents.ts';
import { WaitingResults } from './identity/waiting-results.ts';
import { createPersonalCodeCheck } from './personal-code.ts';
import { allChecks } from './registry.ts';
import { createRemoteListCheck } from './remote-list.ts';
import { createSharedCaptures, type SharedCaptures } from './shared-capture.ts';
import { createWatchlistCheck } from './watchlist.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { createPhoneReader } from '../documents/phone-reader.ts';
import { watchWalletTrust } from '../documents/wallet-trust.ts';
import { createChipReader } from '../documents/chip-reader.ts';
import type { EnrollableDocuments } from '../documents/enrollable-documents.ts';
import { createPortraitReader } from '../documents/portrait-reader.ts';
import { createZoneReader } from '../documents/zone-reader.ts';
import { shownName, type VerifiedDocument } from '../documents/verified-document.ts';
import { createCodeReader } from '../credentials/codes/code-reader.ts';
import type { IssuersKeeper } from '../credentials/issuers-keeper.ts';
import { CameraRigs } from '../kiosk/camera-rigs.ts';
import type { Kiosks } from '../kiosk/capture.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { Guidance } from '../protocol/messages.ts';
import type { OptOuts } from '../people/opt-outs.ts';
import type { People } from '../people/person.ts';
import type { Db } from '../store/schema.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import type { Vision } from '#face';
import { startWatchlist, type WatchedFaces } from '../watchlist/start-watchlist.ts';
import type { Watchlist } from '../watchlist/watchlist.ts';

interface Deps {
  config: Config;
  secrets: Secrets;
  db: Db;
  /** Whether other instances may use the same database. */
  isShared: boolean;
  cipher: TemplateCipher;
  people: People;
  optOuts: OptOuts;
  kiosks: Kiosks;
  kioskRegistry: KioskRegistry;
  enrollable: EnrollableDocuments;
  vision: Vision;
  watchlist: Watchlist;
  issuers: IssuersKeeper;
  log: Logger;
  /** Whether any rule of the policy in force asks for a check. */
  asksFor: (check: string) => boolean;
  /** Whether this instance is the one that reports an outdated list. */
  isListLeader: () => Promise<boolean>;
  /** Receives the guidance that a lobby screen shows for each frame of a sign-in. */
  onGuidance: (jobId: string, guidance: Guidance) => void;
  /** Reads lists again when another instance has changed that table. */
  keepUp: (table: 'watchlist_revisions', refresh: () => Promise<void>) => void;
}

/**
 * Builds every check that a policy may name.
 * @param onClose called with what stops each part, in the order of the starts
 */
export async function startChecks(
  deps: Deps,
  onClose: (stop: () => Promise<void>) => void,
): Promise<ReadonlyMap<string, Check>> {
  const { config, secrets, db, cipher, people, optOuts, kiosks, vision, watchlist, log } = deps;
  const listed = { db, cipher, model: vision.model };
  const lists = await startWatchlist(watchlist, listed, log, deps.isListLeader);
  onClose(() => lists.stop());
  deps.keepUp('watchlist_revisions', lists.refresh);
  const codes = createCodeReader();
  onClose(() => codes.stop());
  const { next = null } = vision;
  const moving = next && new RecogniserMigration({ db, cipher, model: next, optOuts, log });
  const captures = createSharedCaptures(kiosks, deps.onGuidance);
  const face = createFaceCheck({
    people,
    optOuts,
    lockOut: createLockOut(db, deps.isShared),
    captures,
    vision,
    engine: config.engine,
    liveness: config.liveness,
    rigOf: (kioskId) => deps.kioskRegistry.rigOf(kioskId),
    rigs: new CameraRigs(db, log),
    watchedFaces: lists.watchedFaces,
    ...(moving && { recogniserMigration: moving }),
  });
  return allChecks({
    face,
    health_pass: createHealthPassCheck({ issuers: deps.issuers, captures, optOuts, people, codes }),
    identity_document: startDocuments(
      { ...deps, captures, watchedFaces: lists.watchedFaces },
      onClose,
    ),
    personal_code: createPersonalCodeCheck({ db, cipher, captures }),
    remote_list: createRemoteListCheck({ secret: secrets.remoteList }),
    watchlist: createWatchlistCheck({ watchlist, people }),
  });
}

interface DocumentDeps extends Deps {
  captures: SharedCaptures;
  watchedFaces: WatchedFaces;
}

/** Starts the identity document check, and the sessions that visitors begin before they sign in. */
function startDocuments(
  {
    config,
    secrets,
    db,
    cipher,
    people,
    optOuts,
    kiosks,
    kioskRegistry,
    vision,
    log,
    watchedFaces,
    enrollable,
    captures,
    asksFor,
  }: DocumentDeps,
  onClose: (stop: () => Promise<void>) => void,
): Check {
  const waiting = new WaitingResults();
  // One process reads all documents. Starting it blocks the event loop for some 20 ms, so it starts before any visit.
  const zone = createZoneReader();
  const portraits = createPortraitReader();
  const phones = createPhoneReader({
    ...{ db, cipher, access: secrets.walletAccess },
    searchesLists: () => ['watchlist', 'remote_list'].some((check) => asksFor(check)),
  });
  const getReady = () => zone.warmUp();
  kioskRegistry.on('readerReady', getReady);
  const session = {
    recent: new RecentDocuments(),
    ...{ db, cipher, people, kiosks, vision, watchedFaces },
    liveness: config.liveness,
    rigOf: (kioskId: string) => kioskRegistry.rigOf(kioskId),
    readerOf: (kioskId: string) => kioskRegistry.documents.readerOf(kioskId),
    readChip: createChipReader(),
    phoneOriginOf: (kioskId: string) => kioskRegistry.documents.phoneOriginOf(kioskId),
    askPhone: phones.ask,
    portraits,
    zone,
    mayLook: async (document: VerifiedDocument) => {
      const named = { name: shownName(document), email: null, employeeId: null };
      return !(await optOuts.has(named));
    },
    // The error's message may contain data of a chip.
    onFault: (error: unknown) => log.error({ kind: (error as Error).name }, 'document not read'),
  };
  const firstVisits = new FirstVisits({ ...session, kioskRegistry, waiting });
  const stopWatching = watchWalletTrust(db, (isTrusted) =>
    kioskRegistry.documents.offerPhones(isTrusted),
  );
  onClose(async () => {
    stopWatching();
    firstVisits.stop();
    kioskRegistry.off('readerReady', getReady);
    enrollable.clear();
    await Promise.all([zone.stop(), portraits.stop(), phones.stop()]);
  });
  const serving: KioskRegistry['serving'] = (where) => kioskRegistry.serving(where);
  return createIdentityDocumentCheck({
    ...{ ...session, captures, optOuts, waiting, enrollable, serving },
  });
}
