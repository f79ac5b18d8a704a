import type { Analysis, DetectedFace, Face, Box, Point, LookSettings } from './analysis.ts';
import { largestFirst, Pyramid, scaleBox, shiftInside, squareOf } from './picture.ts';
import { decode, decodePart, DecodeTime, type Decoded } from './decode.ts';
import { DecodeError } from './decode-error.ts';
import type { Engine } from './engines/engine.ts';
import { printOf } from './frame-print.ts';
import { distance, fivePoints } from './landmarks.ts';
import { patchOf } from './tracking/face-patch.ts';
import { brighten, QualityMeter } from './quality.ts';

/** With a smaller eye distance in a scaled-down photo, the face is analysed in the photo's own pixels. */
const enoughBetweenEyes = 64;

/** Turns encoded images into analyses with the given models. */
export class FrameAnalyzer {
  readonly #engine: Engine;
  readonly #meter = new QualityMeter();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Analyses an image, also one that cannot be decoded. @throws only what the models throw */
  async look(image: Uint8Array, how: Partial<LookSettings> = {}): Promise<Analysis> {
    return (await this.lookWithView(image, how)).analysis;
  }

  /** Analyses an image, and returns its pixels for more: `null` where it cannot be decoded. */
  async lookWithView(
    image: Uint8Array,
    how: Partial<LookSettings> = {},
  ): Promise<{ analysis: Analysis; view: ImageView | null }> {
    const { main: mainFace = 'largest', closely = false, decodeMs } = how;
    const started = performance.now();
    try {
      const time = new DecodeTime(decodeMs);
      const decoded = await decode(image, time);
      const view = wholeView(decoded);
      const found = await this.#find(view);
      const faces = largestFirst(
        found.map((face) => ({ ...face, box: view.boxToImage(face.box) })),
      );
      const main = mainFace === 'largest' ? faces[0] : maxCentral(faces, decoded);
      if (!main) {
        const explanation = 'There is no face in this picture.';
        return { analysis: { ok: false, failure: 'no_face', explanation }, view };
      }
      const face = await this.#lookAt(main, view, closely, () =>
        time.of(closerView(image, decoded, main.box)),
      );
      const { width, height } = decoded;
      const print = printOf(view.picture, view.scale);
      const milliseconds = performance.now() - started;
      const measures = { faces, face, print, milliseconds };
      return { analysis: { ok: true, width, height, ...measures }, view };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const { failure, message: explanation } = error;
      return { analysis: { ok: false, failure, explanation }, view: null };
    }
  }

  /** Finds a face in the dark too, so that the answer is "too dark" instead of "no face". */
  async #find({ picture }: ImageView): Promise<DetectedFace[]> {
    const found = await this.#engine.detect(picture);
    const brighter = found.length === 0 && brighten(picture);
    return brighter ? this.#engine.detect(brighter) : found;
  }

  async #lookAt(
    main: DetectedFace,
    whole: ImageView,
    closely: boolean,
    closer: () => Promise<ImageView>,
  ): Promise<Face> {
    const engine = this.#engine;
    let view = whole;
    let box = view.boxFromImage(main.box);
    let points = await engine.landmarks(view.picture, box);
    if (view.scale > 1 && betweenEyes(points) < enoughBetweenEyes) {
      view = await closer();
      box = view.boxFromImage(main.box);
      points = await engine.landmarks(view.picture, box);
    }
    const five = fivePoints(points);
    const measures = this.#meter.measure(view.picture, five);
    return {
      ...main,
      landmarks5: five.map((point) => view.toImage(point)),
      landmarks68: points.map((point) => view.toImage(point)),
      quality: {
        ...measures,
        interEyeDistance: measures.interEyeDistance * view.scale,
        headPose: await engine.headPose(view.picture, box, points),
        eyesOpen: await engine.eyesOpen(view.picture, points),
        landmarkSpread: closely ? await engine.landmarkSpread(view.picture, box, points) : null,
      },
      liveness: await engine.liveness(view.picture, box),
      patch: patchOf(view.picture, points),
      template: await engine.embed(view.picture, points),
      ...(engine.embedNext && { nextTemplate: await engine.embedNext(view.picture, points) }),
    };
  }
}

function betweenEyes(points: Face['landmarks68']): number {
  const [one, other] = fivePoints(points);
  return distance(one, other);
}

function maxCentral(
  faces: readonly DetectedFace[],
  { width, height }: { width: number; height: number },
): DetectedFace | undefined {
  const away = ({ box }: DetectedFace) =>
    Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
  return [...faces].sort((one, other) => away(one) - away(other))[0];
}

/** Covers the widest crop that a model takes around a face, with a margin. */
const installationFacts = 3;
const closerSide = 1024;

/** A picture, and its place in the image that it was decoded from. */
export class ImageView {
  readonly picture: Pyramid;
  /** Image pixels per picture pixel. */
  readonly scale: number;
  readonly #origin: Point;

  constructor(picture: Pyramid, scale: number, origin: Point) {
    this.picture = picture;
    this.scale = scale;
    this.#origin = origin;
  }

  toImage({ x, y }: Point): Point {
    return { x: this.#origin.x + x * this.scale, y: this.#origin.y + y * this.scale };
  }

  boxToImage({ x, y, width, height }: Box): Box {
    return { ...this.toImage({ x, y }), width: width * this.scale, height: height * this.scale };
  }

  fromImage({ x, y }: Point): Point {
    return { x: (x - this.#origin.x) / this.scale, y: (y - this.#origin.y) / this.scale };
  }

  boxFromImage({ x, y, width, height }: Box): Box {
    return {
      ...this.fromImage({ x, y }),
      width: width / this.scale,
      height: height / this.scale,
    };
  }
}

/** The whole image, as it was decoded. */
function wholeView({ picture, width }: Decoded): ImageView {
  return new ImageView(new Pyramid(picture), width / picture.width, { x: 0, y: 0 });
}

/** Decodes a face and its surroundings again in more detail. @param box in image pixels */
async function closerView(image: Uint8Array, decoded: Decoded, box: Box): Promise<ImageView> {
  const wanted = shiftInside(scaleBox(squareOf(box), installationFacts), decoded);
  const left = Math.floor(wanted.x);
  const top = Math.floor(wanted.y);
  const width = Math.min(Math.ceil(wanted.width), decoded.width - left);
  const height = Math.min(Math.ceil(wanted.height), decoded.height - top);
  const picture = await decodePart(image, { x: left, y: top, width, height }, closerSide);
  return new ImageView(new Pyramid(picture), width / picture.width, { x: left, y: top });
}
