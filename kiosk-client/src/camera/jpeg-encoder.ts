const quality = 0.85;

/** Scales and encodes video frames, as the camera saw them: the mirroring is the screen's only. */
export class JpegEncoder {
  private readonly longestSide: number;
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context = this.canvas.getContext('2d', { alpha: false });

  /** @param longestSide of the JPEG, in pixels; smaller frames keep their size. */
  constructor(longestSide: number) {
    this.longestSide = longestSide;
  }

  /** The video's current frame. The browser encodes off the main thread. */
  async encode(video: HTMLVideoElement): Promise<Uint8Array> {
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, this.longestSide / Math.max(videoWidth, videoHeight));
    const width = Math.max(1, Math.round(videoWidth * scale));
    const height = Math.max(1, Math.round(videoHeight * scale));
    // Setting a canvas's size clears it, even to the same size.
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.context?.drawImage(video, 0, 0, width, height);
    const blob = await this.canvas.convertToBlob({ type: 'image/jpeg', quality });
    return new Uint8Array(await blob.arrayBuffer());
  }
}
