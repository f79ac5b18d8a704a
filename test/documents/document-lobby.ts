import { once } from 'node:events';
import type { Test } from 'tap';
import { certificateFingerprint, parseCertificate } from '#passport';
import { createMasterList, createSigner, type Signer } from '#passport/lab/authority.ts';
import {
  issueDocument,
  type DocumentOptions,
  type IssuedDocument,
} from '#passport/lab/issue-document.ts';
import { VirtualChip, type ChipFaults } from '#passport/virtual-chip';
import type { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { openReader } from '../../lab/trial/desktop-reader.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { importCscaList } from '#server/documents/csca-import.ts';
import { openContents } from '#server/desk/board/card.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { createLogger } from '#server/ops/logging.ts';
import type { DocumentKey } from '#server/protocol/document-messages.ts';
import { findDeskCard } from '#server/store/tables/desk-cards.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { listKiosks } from '#server/store/tables/kiosks.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { Lines } from '../support/lines.ts';
import { storeEnvironment } from '../support/store.ts';

export const { guest1 } = sampleFaces;
const { womanA, womanB } = sampleFaces;
export const holder = { name: 'Anna Maria Eriksson', email: 'anna@example.com' };

/** The key that a visitor types for this document. */
export function keyOf({ accessKey }: IssuedDocument): DocumentKey {
  if (accessKey.kind === 'can') return accessKey;
  const { documentNumber, birthDate, expiryDate } = accessKey;
  return { kind: 'mrz', documentNumber, birthDate, expiryDate };
}

const policy = `
default:
  checks:
    face: { whenNotEnrolled: document }
    identity_document:
    watchlist: { lists: [own] }
`;

/** What a visitor does at the screen. @param signal aborted once the sign-in is answered */
type Act = (kiosk: KioskClient, signal?: AbortSignal) => unknown;

/** The real service with its models, a lobby screen, a reader with its agent, and a state that issues documents. */
export async function documentLobby(
  t: Test,
  policyText = policy,
  settings: Record<string, string> = {},
) {
  const log = new Lines();
  const folder = t.testdir({ 'policy.yaml': policyText });
  const environment = {
    ...(await storeEnvironment(folder)),
    VESTIBULE_DEADLINE_SECONDS: '25',
    ...settings,
  };
  const trial = await Trial.start(folder, createLogger('trace', log), environment);
  t.teardown(() => trial.stop());
  const frames = await webcamFrames(womanB, 12);
  const portrait = await cropPhoto(womanA);
  const { authority: csca, signer, list } = utopia();
  const { db } = trial.service;
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  const authority = certificateFingerprint(parseCertificate(csca.certificate));
  const put = (content: Buffer) =>
    importCscaList(db, cipher, { content, authority, mayBeExpired: false }, 'command:test');
  await put(list);
  /** Puts a reader beside the screen that was paired last. */
  const addReader = async (offered: Promise<unknown>) => {
    const last = (await listKiosks(db)).at(-1);
    const { reader, agent } = await openReader(trial, last?.id ?? '', offered);
    t.teardown(() => agent.stop());
    return { reader, agent };
  };
  /** Pairs a screen that shows these frames, with a reader beside it. */
  const openScreen = async (seen: typeof frames, serves: { deviceId?: string } = {}) => {
    const kiosk = await trial.openKiosk({ frames: seen }, serves);
    return { kiosk, ...(await addReader(once(kiosk, 'documentOffered'))) };
  };
  const { kiosk, reader, agent } = await openScreen(frames);
  let job = 0;
  /** Issues a document whose chip can prove that it is no copy. `issueWithoutProof` issues one that cannot. */
  const issue = (options: DocumentOptions = {}) =>
    issueDocument({ signer, portrait, activeAuthentication: 'ecdsa', ...options });
  const issueWithoutProof = () => issueDocument({ signer, portrait });
  const lay = (document: IssuedDocument, faults?: ChipFaults) =>
    reader.lay(new VirtualChip(document.image, faults));
  return {
    ...{
      trial,
      folder,
      environment,
      db,
      kiosk,
      reader,
      agent,
      addReader,
      openScreen,
      log,
      signer,
      csca,
      /** Puts a list of authorities in force. */
      put,
      frames,
      portrait,
      issue,
      issueWithoutProof,
      lay,
    },
    /** Restarts the service at the same ports. Screen and reader reconnect by themselves. */
    restart: async () => {
      const { lobbyUrl, hookUrl } = trial.service;
      await trial.service.stop();
      const again = await Trial.start(folder, createLogger('trace', log), {
        ...environment,
        VESTIBULE_LOBBY_PORT: new URL(lobbyUrl).port,
        VESTIBULE_HOOK_PORT: new URL(hookUrl).port,
      });
      t.teardown(() => again.stop());
      return again;
    },
    /** Signs in, and runs `act` at the screen while the sign-in waits. */
    signIn: async (act: Act, visitor = {}) => {
      const jobId = `job-${++job}`;
      const answered = new AbortController();
      const acted = Promise.resolve(act(kiosk, answered.signal)).catch((error: unknown) => {
        if (!answered.signal.aborted) throw error;
      });
      const { status, body } = await trial.signIn({ ...holder, ...visitor, jobId });
      // A visitor who was answered earlier than the screen asked has nothing more to do there.
      answered.abort();
      await acted;
      const row = await findSignIn(db, jobId);
      return { status, body, reason: row?.reason, check: row?.check, note: row?.note, jobId };
    },
  };
}

/** The document on the desk's card; undefined without a card. */
export async function documentOn(
  { db, trial }: Pick<Awaited<ReturnType<typeof documentLobby>>, 'db' | 'trial'>,
  jobId: string,
) {
  const cipher = new RecordCipher(trial.config.templateKeyFile);
  await cipher.readKey();
  const row = await findDeskCard(db, jobId);
  return row && openContents(row, cipher).document;
}

/** Shows this document as a visitor does while Envoy waits. */
export const shows =
  (document: IssuedDocument): Act =>
  async (kiosk, signal) => {
    await once(kiosk, 'capture', { signal });
    kiosk.typeDocumentKey(keyOf(document), { agrees: true });
  };

/** A state with an authority, a signer of documents, and a list that names the authority. */
function utopia(): { authority: Signer; signer: Signer; list: Buffer } {
  const authority = createSigner();
  const lister = createSigner({ name: 'Lister', extendedUsages: ['2.23.136.1.1.3'] }, authority);
  const list = createMasterList(lister, [authority.certificate]);
  return { authority, signer: createSigner({ name: 'DS' }, authority), list };
}
