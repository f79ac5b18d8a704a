/** Parts of Media Capture's image capture extension that TypeScript's library lacks. */
interface ImageSettings {
  exposureMode?: string;
  /** In units of 100 microseconds. */
  exposureTime?: number;
  whiteBalanceMode?: string;
}
type Modes = Record<'exposureMode' | 'whiteBalanceMode', readonly string[] | undefined>;

/** Milliseconds until a camera shows the effect of a change. */
const settlesMs = 300;
/** Some cameras jump to an old exposure. Luma may change by this factor at most. */
const jump = 1.2;
const automatic = 'continuous';
/** `held`: the camera is not automatic because of this page. `jumps`: it is never held again. */
const key = 'vestibule.exposure';

/**
 * Holds exposure and white balance of one stream, because they would even out the tints of the screen. A camera that
 * cannot hold them, or whose picture jumps, stays automatic.
 */
export class Exposure {
  readonly #track: MediaStreamTrack;
  readonly #video: HTMLVideoElement;
  #isHeld = false;

  /** Makes a camera automatic again that a page held when it ended. */
  constructor(track: MediaStreamTrack, video: HTMLVideoElement) {
    this.#track = track;
    this.#video = video;
    if (localStorage.getItem(key) === 'held') void this.#release();
  }

  /** Does nothing while the state is the same. */
  async keep(isHeld: boolean): Promise<void> {
    if (isHeld === this.#isHeld || localStorage.getItem(key) === 'jumps') return;
    this.#isHeld = isHeld;
    if (!isHeld) return this.#release();
    const before = this.#luma();
    if (!(await this.#hold())) return;
    await new Promise((resolve) => window.setTimeout(resolve, settlesMs));
    const now = this.#luma();
    if (!this.#isHeld || (now <= before * jump && before <= now * jump)) return;
    await this.#release();
    localStorage.setItem(key, 'jumps');
  }

  /** @returns whether the camera holds something */
  async #hold(): Promise<boolean> {
    const now = this.#track.getSettings() as ImageSettings;
    const can = modesOf(this.#track);
    const mayHold = (mode: keyof Modes) => now[mode] === automatic && can[mode]?.includes('manual');
    const { exposureTime } = now;
    const wanted: ImageSettings = {
      ...(mayHold('exposureMode') && { exposureMode: 'manual', exposureTime }),
      ...(mayHold('whiteBalanceMode') && { whiteBalanceMode: 'manual' }),
    };
    if (Object.keys(wanted).length === 0) return false;
    localStorage.setItem(key, 'held');
    return this.#apply(wanted);
  }

  async #release(): Promise<void> {
    if (localStorage.getItem(key) !== 'held') return;
    const can = modesOf(this.#track);
    const isDone = await this.#apply({
      ...(can.exposureMode?.includes(automatic) && { exposureMode: automatic }),
      ...(can.whiteBalanceMode?.includes(automatic) && { whiteBalanceMode: automatic }),
    });
    if (isDone) localStorage.removeItem(key);
  }

  #apply(settings: ImageSettings): Promise<boolean> {
    const constraints = { ...this.#track.getConstraints(), advanced: [settings] };
    return this.#track.applyConstraints(constraints as MediaTrackConstraints).then(
      () => true,
      () => false,
    );
  }

  #luma(): number {
    const canvas = new OffscreenCanvas(16, 12);
    const context = canvas.getContext('2d')!;
    context.drawImage(this.#video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, at) => sum + (at % 4 === 1 ? value : 0), 1);
  }
}

function modesOf(track: MediaStreamTrack): Modes {
  return track.getCapabilities() as unknown as Modes;
}
