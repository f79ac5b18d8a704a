import sharp from 'sharp';

/**
 * Makes frames of a turning head from a frontal frame. The face gets the depth of a head, an ellipsoid with a nose, and
 * turns about its upright axis. The models see a turned head, which they do not for a photo that is turned flat.
 */
const relief = {
  /** Half axes of the head, and the nose's depth and size, in heights of the face. */
  across: 0.5,
  down: 0.68,
  towards: 0.42,
  nose: { out: 0.1, width: 0.1, length: 0.16 },
};

/** Change of luma for a sine of 1, and the sine up to which luma changes. */
const otherwise = { luma: 85, most: 0.19 } as const;
/** Change of luma for an expression of 1. */
const moved = 12;

export interface TurnedHead {
  /** Every place looks as in the photo, as in a program that warps it. Otherwise folds, lashes and light differ. */
  isOnePhoto?: boolean;
  /** How far eyes, lids and mouth have moved since the photo, -1 to 1. No living face is twice exactly the same. */
  expression?: number;
}

interface Head {
  /** Middle of the face, in pixels. */
  x: number;
  y: number;
  /** Height of the face box. */
  height: number;
}

/** @param yaw in degrees, positive towards the image's right; @param pitch positive upwards */
async function turned(
  frame: Uint8Array,
  head: Head,
  { yaw, pitch, isOnePhoto = false, expression = 0 }: TurnedHead & { yaw: number; pitch: number },
): Promise<Buffer> {
  const { data, info } = await sharp(frame)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const sin = Math.sin((yaw * Math.PI) / 180);
  const cos = Math.cos((yaw * Math.PI) / 180);
  const sinUp = Math.sin((pitch * Math.PI) / 180);
  const cosUp = Math.cos((pitch * Math.PI) / 180);
  const [aside, up] = [sin, sinUp].map(
    (sine) => otherwise.luma * Math.max(-otherwise.most, Math.min(otherwise.most, sine)),
  ) as [number, number];
  // The background does not turn.
  const seen = Buffer.from(data);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (depthAt((x - head.x) / head.height, (y - head.y) / head.height) === 0) continue;
      let from = x;
      let below = y;
      // Finds where the line of sight meets the relief, by repeated approximation.
      for (let pass = 0; pass < 6; pass += 1) {
        const depth = depthAt((from - head.x) / head.height, (below - head.y) / head.height);
        const share = Math.min(1, depth * 8);
        from = head.x + (x - head.x - depth * head.height * sin) / (1 - share * (1 - cos));
        below = head.y + (y - head.y + depth * head.height * sinUp) / (1 - share * (1 - cosUp));
      }
      const row = Math.min(height - 1, Math.max(0, Math.round(below)));
      const place = 3 * (y * width + x);
      copy(data, width, Math.min(width - 1.001, Math.max(0, from)), row, seen, place);
      if (
        isOnePhoto ||
        depthAt((from - head.x) / head.height, (below - head.y) / head.height) === 0
      )
        continue;
      const more =
        aside * pattern(from, below) +
        up * pattern(below, -from) +
        moved * expression * pattern(-below, from);
      for (let at = place; at < place + 3; at += 1) {
        seen[at] = Math.max(0, Math.min(255, seen[at]! + more));
      }
    }
  }
  return sharp(seen, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A pattern fixed to the head, about 10 pixels coarse, from -1 to 1. */
function pattern(x: number, y: number): number {
  return Math.sin(x / 2.4 + 2 * Math.sin(y / 7)) * Math.sin(y / 2.6 + 2 * Math.sin(x / 6));
}

/** Depth towards the camera, in heights of the face. */
function depthAt(x: number, y: number): number {
  const inside = 1 - (x / relief.across) ** 2 - (y / relief.down) ** 2;
  if (inside <= 0) return 0;
  const { out, width, length } = relief.nose;
  const beside = (x / width) ** 2 + ((y - 0.06) / length) ** 2;
  // Most of a head is far from the nose, and the exponential takes longest.
  const nose = beside < 9 ? out * Math.exp(-beside) : 0;
  return relief.towards * Math.sqrt(inside) + nose;
}

function copy(data: Buffer, width: number, x: number, y: number, seen: Buffer, to: number): void {
  const left = Math.floor(x);
  const share = x - left;
  for (let channel = 0; channel < 3; channel += 1) {
    const at = 3 * (y * width + left) + channel;
    seen[to + channel] = Math.round((data[at] ?? 0) * (1 - share) + (data[at + 3] ?? 0) * share);
  }
}

/** Turns the head in frames of `webcamFrames`. @param yaw of which the models read about half */
export function turnedFrames(
  frames: readonly Uint8Array[],
  yaw: number,
  pitch = 0,
  how: TurnedHead = {},
): Promise<Buffer[]> {
  return Promise.all(frames.map((frame) => turned(frame, inWebcamFrame, { yaw, pitch, ...how })));
}

const inWebcamFrame: Head = { x: 318, y: 236, height: 250 };
