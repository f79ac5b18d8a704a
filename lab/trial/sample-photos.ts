import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';

/**
 * Faces for demos and tests, cut from the group photos that `@vladmandic/face-api` ships. The project contains no
 * picture of a person, except one of these in the signed specimen document. Faces are placed like a visitor's.
 */
const photosDir = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

/** A face in a photo: where it is, in pixels, and how far the head tilts clockwise, in degrees. */
interface SampleFace {
  photo: string;
  box: { x: number; y: number; width: number; height: number };
  roll: number;
}

const frameSize = { width: 640, height: 480 };
/** Height of the face in a frame, in pixels: as of a visitor at arm's length from the screen. */
const faceHeight = 230;
/** Extra margin around a frame, so that the frame can move. */
const room = 24;

/** Intermediate pictures are not compressed, because that would take longer than all other steps. */
const between = { compressionLevel: 0 };

/** One woman in two photos (A: right in sample1, B: middle of sample3), and five other people. */
export const sampleFaces = {
  womanA: face('sample1.jpg', [1462, 215, 233, 226], 46),
  womanB: face('sample3.jpg', [1072, 210, 231, 290], 12),
  guest1: face('sample6.jpg', [1476, 267, 228, 291], 13),
  guest2: face('sample6.jpg', [1173, 302, 195, 276], 1),
  guest3: face('sample6.jpg', [258, 483, 211, 274], -8),
  guest4: face('sample5.jpg', [1120, 209, 155, 224], 1),
  guest5: face('sample3.jpg', [588, 317, 210, 288], 1),
} as const satisfies Record<string, SampleFace>;

/** The six original photos, with 22 faces in all. */
export const samplePhotos = [1, 2, 3, 4, 5, 6].map((number) =>
  path.join(photosDir, `sample${number}.jpg`),
);

function face(
  photo: string,
  [x, y, width, height]: readonly [number, number, number, number],
  roll: number,
): SampleFace {
  return { photo, box: { x, y, width, height }, roll };
}

/** A portrait for enrolment: JPEG, 640×800. */
export const cropPhoto = drawOnce(async (face) => {
  const portrait = await upright(face, { width: 640, height: 800 }, 400);
  return sharp(portrait).jpeg({ quality: 92 }).toBuffer();
});

/** `count` frames of a lobby camera: JPEG, 640×480, each slightly moved and with another brightness. */
export async function webcamFrames(face: SampleFace, count: number): Promise<Buffer[]> {
  return jitter(await alone(face), count);
}

/** Two people side by side at the same distance from the camera. */
export async function twoPeopleFrames(
  left: SampleFace,
  right: SampleFace,
  count: number,
): Promise<Buffer[]> {
  const { width, height } = wider(frameSize);
  const half = { width: width / 2, height };
  const wide = await sharp({ create: { width, height, channels: 3, background: '#888' } })
    .composite([
      { input: await upright(left, half, 190), left: 0, top: 0 },
      { input: await upright(right, half, 190), left: width / 2, top: 0 },
    ])
    .png(between)
    .toBuffer();
  return jitter(wide, count);
}

/** An empty lobby: a wall lit from one side. */
export async function emptyFrames(count: number): Promise<Buffer[]> {
  const { width, height } = wider(frameSize);
  const wall = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="light"><stop offset="0" stop-color="#c9c2b4"/><stop offset="1" stop-color="#6f6a60"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#light)"/><rect y="78%" width="100%" height="22%" fill="#4d4237"/></svg>`;
  return jitter(await sharp(Buffer.from(wall)).png(between).toBuffer(), count);
}

/** The same visitor with hardly any light. */
export async function darkFrames(face: SampleFace, count: number): Promise<Buffer[]> {
  return jitter(
    await sharp(await alone(face))
      .linear(0.12, 0)
      .png(between)
      .toBuffer(),
    count,
  );
}

function wider({ width, height }: { width: number; height: number }) {
  return { width: width + 2 * room, height: height + 2 * room };
}

/** One person in a frame's middle; the photo's other people are blurred into the background. */
const alone = drawOnce(async (face) => {
  const { width, height } = wider(frameSize);
  const picture = await upright(face, { width, height }, faceHeight);
  const mask = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><radialGradient id="near"><stop offset="0.75" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs><ellipse cx="50%" cy="47%" rx="${0.7 * faceHeight}" ry="${0.87 * faceHeight}" fill="url(#near)"/></svg>`;
  const near = await sharp(picture)
    .ensureAlpha()
    .composite([{ input: Buffer.from(mask), blend: 'dest-in' }])
    .png(between)
    .toBuffer();
  return sharp(picture)
    .blur(25)
    .composite([{ input: near }])
    .png(between)
    .toBuffer();
});

/** Caches the picture of each face: drawing one takes longer than analysing it. */
function drawOnce(
  draw: (face: SampleFace) => Promise<Buffer>,
): (face: SampleFace) => Promise<Buffer> {
  const drawn = new Map<SampleFace, Promise<Buffer>>();
  return (face) => {
    const picture = drawn.get(face) ?? draw(face);
    drawn.set(face, picture);
    return picture;
  };
}

/** The upright face in the middle of a picture of this size (PNG); edges continue as mirror images. */
async function upright(
  face: SampleFace,
  size: { width: number; height: number },
  faceHeightInIt: number,
): Promise<Buffer> {
  const photo = path.join(photosDir, face.photo);
  const { width: photoWidth, height: photoHeight } = await sharp(photo).metadata();
  const scale = face.box.height / faceHeightInIt;
  const half = Math.ceil((Math.hypot(size.width, size.height) / 2) * scale) + 2;
  const centreX = Math.round(face.box.x + face.box.width / 2);
  const centreY = Math.round(face.box.y + face.box.height / 2);
  const beyond = {
    left: Math.max(0, half - centreX),
    top: Math.max(0, half - centreY),
    right: Math.max(0, centreX + half - photoWidth),
    bottom: Math.max(0, centreY + half - photoHeight),
  };
  const around = await sharp(photo)
    .extract({
      left: centreX - half + beyond.left,
      top: centreY - half + beyond.top,
      width: 2 * half - beyond.left - beyond.right,
      height: 2 * half - beyond.top - beyond.bottom,
    })
    .extend({ ...beyond, extendWith: 'mirror' })
    .png(between)
    .toBuffer();
  const turned = await sharp(around)
    .rotate(-face.roll, { background: '#888' })
    .png(between)
    .toBuffer({ resolveWithObject: true });
  const cut = { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
  return sharp(turned.data)
    .extract({
      left: Math.round((turned.info.width - cut.width) / 2),
      top: Math.round((turned.info.height - cut.height) / 2),
      ...cut,
    })
    .resize({ ...size, fit: 'fill' })
    .png(between)
    .toBuffer();
}

/** Cuts frames out of a wider picture, each at another position and with another brightness. */
async function jitter(wide: Buffer, count: number): Promise<Buffer[]> {
  const { data, info } = await sharp(wide).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const frames: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const left = room + Math.round((room / 2) * Math.sin(index * 1.3));
    const top = room + Math.round((room / 3) * Math.cos(index * 0.9));
    frames.push(
      await sharp(data, { raw: { width, height, channels } })
        .extract({ left, top, ...frameSize })
        .linear(1 + 0.04 * Math.sin(index * 0.7))
        .jpeg({ quality: 88 })
        .toBuffer(),
    );
  }
  return frames;
}
