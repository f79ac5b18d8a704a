import type { AnalysedPhoto } from '#face';
import type { Portrait } from '#passport';
import type { TemplateCipher } from '../../templates/cipher.ts';
import { cscaListsInForce } from '../../documents/csca-lists.ts';
import type { ReadChip } from '../../documents/chip-reader.ts';
import type { AskPhone, PhoneQuestion } from '../../documents/phone-reader.ts';
import type { PortraitReader } from '../../documents/portrait-reader.ts';
import type { ZoneReader } from '../../documents/zone-reader.ts';
import type { AccessKey, Stage, VerifiedDocument } from '../../documents/verified-document.ts';
import type { DocumentEntry, DocumentScreen, FrameAnswer } from '../../kiosk/capture.ts';
import { photoOf } from '../../people/photos.ts';
import type { DocumentScreens } from '../../kiosk/document-screens.ts';
import type {
  DocumentRequest,
  DocumentSource,
  SealedAnswer,
  WalletFailure,
  ZoneOutline,
} from '../../protocol/document-messages.ts';
import type { SecondPicture } from '../../protocol/frames.ts';
import type { Db } from '../../store/schema.ts';
import { CameraKeys } from './camera-keys.ts';
import { endingOf, type DocumentEnding } from './ending.ts';
import type { RecentDocuments } from './recent-documents.ts';
import { analysePortrait, PortraitFace, type PortraitFaceDeps } from './portrait-face.ts';

export interface DocumentSessionDeps extends PortraitFaceDeps {
  db: Db;
  cipher: TemplateCipher;
  readerOf: DocumentScreens['readerOf'];
  readChip: ReadChip;
  /** The origin of a page that can ask a phone; null: it cannot. */
  phoneOriginOf: DocumentScreens['phoneOriginOf'];
  askPhone: AskPhone;
  /** Decodes the portraits of documents that may pass. */
  portraits: Pick<PortraitReader, 'read'>;
  /** Reads the key from frames of all screens. */
  zone: Pick<ZoneReader, 'read'>;
  recent: RecentDocuments;
  /** Whether the camera may look at the face; false after an opt-out under the document's name. */
  mayLook: (document: VerifiedDocument) => Promise<boolean>;
  /** Receives faults, whose messages may contain anything. */
  onFault: (error: unknown) => void;
}

type Reader = NonNullable<ReturnType<DocumentScreens['readerOf']>>;

/** A chip takes about 3 s. A longer reading means a relay, or a document that is held badly. */
const readingMs = 20_000;
const mostTries = 5;
/** Share of the reading that is done when a stage begins. The portrait takes longest. */
const shares: Record<Stage, number> = {
  access: 0.05,
  signature: 0.2,
  holder: 0.3,
  chip: 0.35,
  details: 0.45,
  portrait: 0.5,
};

type State =
  | { name: 'consent' }
  | { name: 'key' }
  | { name: 'phone'; question: PhoneQuestion }
  | { name: 'reading'; abort: AbortController }
  | { name: 'face' };

/** A comparison of a live face with a document. */
interface Look {
  face: PortraitFace;
  document: VerifiedDocument;
  /** The portrait as an enrolment photo; null: it is still analysed. */
  portrait: AnalysedPhoto | null;
}

/**
 * One visitor with one document at one screen: consent, chip with its key or phone, face. After a page reload, the session begins again
 * with the consent, because the next visitor may be at the screen.
 */
export class DocumentSession implements DocumentEntry {
  readonly #deps: DocumentSessionDeps;
  readonly #enough = new AbortController();
  readonly #wanted: DocumentSource | null;
  #from: DocumentSource;
  #hasChoice = false;
  #kioskId = '';
  #screen: DocumentScreen | null = null;
  #state: State = { name: 'consent' };
  #tries = 0;
  #ending: DocumentEnding | null = null;
  #look: Look | null = null;
  readonly #faces: PortraitFace[] = [];
  #cameraKeys = new CameraKeys();
  #trust: string | null = null;

  /** @param wanted where the visitor has chosen to show the document from; null: whatever the screen has */
  constructor(deps: DocumentSessionDeps, wanted: DocumentSource | null = null) {
    this.#deps = deps;
    this.#wanted = wanted;
    this.#from = wanted ?? 'chip';
  }

  get from(): DocumentSource {
    return this.#from;
  }

  get hasChoice(): boolean {
    return this.#hasChoice;
  }

  /** Aborted when the session has ended, so that the capture ends, too. */
  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  /** The ending before the face is judged; null: the capture was cut short. */
  get ending(): DocumentEnding | null {
    return this.#ending;
  }

  /** Whether the screen asks for the key again. */
  get isKeyWrong(): boolean {
    return this.#tries > 0 && this.#state.name === 'key';
  }

  /** The comparison of the last attempt. */
  get look(): Look | null {
    return this.#look;
  }

  /** Every face that the camera saw, also of an attempt that ended early or began again. */
  get faces(): readonly PortraitFace[] {
    return this.#faces;
  }

  /** Revision of the lists that judged the document. */
  get trust(): string | null {
    return this.#trust;
  }

  /** Notes the screen whose turn it is, while it shows nothing yet. */
  onKiosk(kioskId: string): void {
    this.#kioskId = kioskId;
    this.#look?.face.onKiosk(kioskId);
    const hasReader = this.#reader()?.hasReader === true;
    const hasPhone = this.#deps.phoneOriginOf(kioskId) !== null;
    this.#from = this.#wanted ?? (hasReader || !hasPhone ? 'chip' : 'phone');
    this.#hasChoice = this.#wanted === null && hasReader && hasPhone;
    if (this.#from === 'phone' ? !hasPhone : !hasReader) this.#end({ kind: 'reader_gone' });
  }

  /** Runs when the link to the screen is cut. */
  onInterrupted(): void {
    this.#look?.face.onInterrupted();
  }

  onAgreed(screen: DocumentScreen, from: DocumentSource): void {
    this.#screen = screen;
    this.#from = from;
    this.#look = null;
    this.#cameraKeys = new CameraKeys();
    if (this.#from === 'phone') return this.#askPhone();
    this.#state = { name: 'key' };
  }

  #askPhone(): void {
    const origin = this.#deps.phoneOriginOf(this.#kioskId);
    if (origin === null) return this.#end({ kind: 'reader_gone' });
    const question = this.#deps.askPhone(origin);
    this.#state = { name: 'phone', question };
    return this.#show({ step: 'wallet', request: question.request });
  }

  onAnswer(answer: SealedAnswer): void {
    if (this.#state.name !== 'phone' || this.#ending) return;
    const { question } = this.#state;
    this.#run((signal) => this.#readAnswer(question, answer, signal));
  }

  onPhoneFailed(cause: WalletFailure): void {
    this.#end({ kind: 'phone_failed', cause });
  }

  onKey(key: AccessKey): void {
    if (this.#state.name !== 'key' || this.#ending) return;
    this.#cameraKeys.beginAgain();
    this.#run((signal) => this.#read(key, signal));
  }

  #run(read: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    this.#state = { name: 'reading', abort };
    void read(abort.signal).catch((error: unknown) => {
      if (abort.signal.aborted) return;
      this.#deps.onFault(error);
      this.#end({ kind: 'fault' });
    });
  }

  onLeft(): void {
    this.#stopReading();
    this.#cameraKeys.beginAgain();
    this.#screen = null;
  }

  async onFrame(
    jpeg: Uint8Array,
    attemptId: string,
    second: SecondPicture | null,
  ): Promise<FrameAnswer> {
    const face = this.#look?.face;
    if (face) return face.onFrame(jpeg, attemptId, second);
    const { name } = this.#state;
    const outline = name === 'key' && this.#screen ? await this.#lookForKey(jpeg) : null;
    return { guidance: 'look_here', progress: 0, done: false, ...(outline && { outline }) };
  }

  /** Uses the key of the zone in this frame like a typed one. @returns where the zone is */
  async #lookForKey(jpeg: Uint8Array): Promise<ZoneOutline | null> {
    const asked = this.#state;
    const { key, outline } = await this.#deps.zone.read(jpeg);
    // Otherwise the key was typed meanwhile, or the visitor left or began again.
    const isStillAsked = asked === this.#state && this.#screen !== null;
    if (!key || !isStillAsked) return outline;
    if (!this.#cameraKeys.see(key)) return outline;
    this.#show({ step: 'reading' });
    this.onKey(key);
    return outline;
  }

  async #read(accessKey: AccessKey, signal: AbortSignal): Promise<void> {
    const reader = this.#reader();
    if (!(reader && (await this.#documentOn(reader, signal)))) return;
    const { db, cipher, readChip } = this.#deps;
    const { lists, revision } = await cscaListsInForce(db, cipher);
    this.#trust = revision;
    const reading = await readChip({
      accessKey,
      lists,
      timeoutMs: readingMs,
      signal,
      transmit: (apdu) => reader.transmit(apdu),
      onStage: (stage) => this.#show({ step: 'reading', progress: shares[stage] }),
    });
    if (signal.aborted) return;
    if (reading.read) return this.#judge(reading.document, reading.portrait, signal);
    switch (reading.code) {
      case 'access_key_wrong':
        return this.#askAgain('key_wrong');
      case 'access_key_unusable':
        return this.#askAgain('key_needs_dates');
      case 'chip_lost':
        return this.#end({ kind: reader.hasReader ? 'document_removed' : 'reader_gone' });
      default:
        return this.#end(endingOf(reading.code, 'chip'));
    }
  }

  async #readAnswer(
    question: PhoneQuestion,
    answer: SealedAnswer,
    signal: AbortSignal,
  ): Promise<void> {
    const { reading, trust } = await question.read(answer, signal);
    this.#trust = trust;
    if (signal.aborted) return;
    if (reading.read) return this.#judge(reading.document, reading.portrait, signal);
    if (reading.code === 'incomplete') return this.#end({ kind: 'incomplete' });
    return this.#end(endingOf(reading.code, 'phone'));
  }

  /** Waits until one document is on the reader. @returns false when the session ended or the attempt was aborted */
  async #documentOn(reader: Reader, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) return false;
      if (!reader.hasReader) {
        this.#end({ kind: 'reader_gone' });
        return false;
      }
      if (reader.documents === 1) return true;
      const problem = reader.documents > 1 ? 'several_documents' : null;
      this.#show({ step: 'place', problem });
      await reader.nextChange(signal);
    }
  }

  #askAgain(problem: NonNullable<DocumentRequest['problem']>): void {
    if (++this.#tries >= mostTries) return this.#end({ kind: 'key_wrong' });
    this.#state = { name: 'key' };
    return this.#show({ step: 'key', problem });
  }

  /**
   * Decodes the portrait and turns the camera on only for a document that a face can help. The desk then sees the result
   * of the face, too.
   */
  async #judge(
    document: VerifiedDocument,
    portrait: Portrait | null,
    signal: AbortSignal,
  ): Promise<void> {
    const isWorthIt = document.verdict === 'genuine' || document.verdict === 'copy_not_excluded';
    if (!isWorthIt) return this.#end({ kind: 'judged', document, face: null });
    if (this.#deps.recent.isPaused(document.mark)) return this.#end({ kind: 'locked_out' });
    const mayLook = await this.#deps.mayLook(document);
    if (signal.aborted) return;
    if (!mayLook) return this.#end({ kind: 'opted_out' });
    if (!portrait) return this.#end({ kind: 'portrait_missing' });
    // A camera needs as long to start as the portrait takes.
    const analysed = analysePortrait(this.#deps, portrait);
    const face = PortraitFace.beside(this.#deps, analysed);
    face.onKiosk(this.#kioskId);
    const look: Look = { face, document, portrait: null };
    this.#look = look;
    this.#faces.push(face);
    this.#show({ step: 'face', progress: 1 });
    const seen = await analysed;
    if (signal.aborted) return;
    if (!seen) {
      this.#look = null;
      return this.#end(endingOf('unreadable', document.from));
    }
    look.portrait = photoOf('the portrait of the document', seen);
    this.#state = { name: 'face' };
  }

  #reader(): Reader | null {
    return this.#deps.readerOf(this.#kioskId);
  }

  #show({
    step,
    problem = null,
    progress = 0,
    request,
  }: Pick<DocumentRequest, 'step'> & Partial<DocumentRequest>): void {
    this.#screen?.show({ step, problem, progress, ...(request && { request }) });
  }

  #stopReading(): void {
    if (this.#state.name === 'reading') this.#state.abort.abort();
  }

  #end(ending: DocumentEnding): void {
    this.#ending ??= ending;
    this.#enough.abort();
  }
}
