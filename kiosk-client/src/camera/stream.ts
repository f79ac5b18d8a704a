/** The pictures that a camera of the lobby screen should deliver. */
export const wantedPictures = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
} satisfies MediaTrackConstraints;

/** Some webcams turn on but never deliver a picture. */
const firstFrameTimeoutMs = 5000;

/** Plays a stream. Resolves with whether a picture came in time. */
export function playStream(video: HTMLVideoElement, stream: MediaStream): Promise<boolean> {
  return new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(true));
    window.setTimeout(() => resolve(false), firstFrameTimeoutMs);
    video.srcObject = stream;
    // Rejects when the stream is taken away again, which the caller notices by itself.
    video.play().catch(() => undefined);
  });
}

export function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
