import type { ModelInfo, Vision } from '#face';
import type { Guidance } from '#server/protocol/messages.ts';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { headInFrame } from '#face/lab/head-model.ts';

const betweenFramesMs = 40;
const yawFor: Partial<Record<Guidance, number>> = {
  turn_a_little_left: 14,
  turn_a_little_right: -14,
  face_camera: 0,
};

/**
 * A lobby screen without a browser, and a person in front of it who does what it asks. Three bytes of a
 * frame say whose head it shows and how far that head is turned.
 */
export class PosingScreen {
  agrees: 'yes' | 'no' | 'not_yet' = 'yes';
  /** Whether the person turns their head on request. */
  turns = true;
  /** The number of the person's face. */
  person = 10;
  /** Captures that began, and captures that ended. */
  begun = 0;
  ended = 0;
  readonly #token: string;
  #kiosk: RawKiosk | undefined;
  #frames = 0;

  constructor(token: string) {
    this.#token = token;
  }

  async connect(lobbyUrl: string): Promise<void> {
    this.cut();
    this.#kiosk = await RawKiosk.ready(lobbyUrl, this.#token);
    // Runs until the socket is closed.
    void this.#serve(this.#kiosk).catch(() => {});
  }

  cut(): void {
    this.#kiosk?.socket.terminate();
  }

  async #serve(kiosk: RawKiosk): Promise<never> {
    let yaw = 0;
    for (;;) {
      const message = await kiosk.next('capture_start', 'frame_seen', 'capture_end');
      const { captureId } = message;
      const frame = () => kiosk.frame(captureId, ++this.#frames, this.#picture(yaw));
      if (message.type === 'capture_end') this.ended++;
      if (message.type === 'frame_seen') {
        if (this.turns) yaw = yawFor[message.guidance] ?? yaw;
        setTimeout(frame, betweenFramesMs);
      }
      if (message.type !== 'capture_start') continue;
      this.begun++;
      yaw = 0;
      const { consent } = message;
      if (consent && this.agrees === 'not_yet') continue;
      if (consent && this.agrees === 'no') kiosk.send({ type: 'capture_declined', captureId });
      else {
        if (consent) {
          const { version, texts } = consent;
          const language = texts[0]?.language ?? null;
          kiosk.send({ type: 'consent_given', captureId, version, language });
        }
        kiosk.send({ type: 'capture_started', captureId });
        frame();
      }
    }
  }

  #picture(yaw: number): Uint8Array {
    const count = this.#frames;
    const start = [0xff, 0xd8, 0xff, 0xe0, 0];
    return Uint8Array.from([...start, this.person, yaw + 128, count >> 8, count & 255, 0xff, 0xd9]);
  }
}

/** Reads the head from the bytes of such a screen's frame. */
export function posingVision(model: ModelInfo): Vision {
  return {
    model,
    ready: true,
    start: async () => {},
    stop: async () => {},
    parallax: async () => null,
    learnRig: async () => null,
    analyze: async (jpeg) => {
      const [person = 0, turn = 128] = jpeg.subarray(5);
      const face = headInFrame({ yaw: turn - 128 });
      face.liveness = 1;
      face.template = new Float32Array(model.dimension);
      face.template[person] = Math.cos(0.1);
      // Two pictures of one face always differ a little.
      face.template[256 + turn - 128 + 100] = Math.sin(0.1);
      const print = { width: 0, height: 0, cell: 4, luma: new Uint16Array() };
      const faces = [{ box: face.box, score: 1 }];
      return { ok: true, width: 640, height: 480, faces, face, print, milliseconds: 1 };
    },
  };
}
