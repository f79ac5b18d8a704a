import type { Box, Point } from './analysis.ts';
import { scaleBox, shiftInside, squareOf } from './boxes.ts';
import { decodePart, type Decoded } from './decode.ts';
import { Pyramid } from './picture.ts';

/** Room for the widest crop that a model takes around a face, and a little more. */
const surroundings = 3;
const closerSide = 1024;

/** A picture and where it lies in the image that it was decoded from. */
export class View {
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

  boxFromImage({ x, y, width, height }: Box): Box {
    return {
      x: (x - this.#origin.x) / this.scale,
      y: (y - this.#origin.y) / this.scale,
      width: width / this.scale,
      height: height / this.scale,
    };
  }
}

/** The whole image, as it was decoded. */
export function wholeView({ picture, width }: Decoded): View {
  return new View(new Pyramid(picture), width / picture.width, { x: 0, y: 0 });
}

/** A face and its surroundings, decoded anew in more detail. @param box in image pixels */
export async function closerView(image: Uint8Array, decoded: Decoded, box: Box): Promise<View> {
  const wanted = shiftInside(scaleBox(squareOf(box), surroundings), decoded);
  const left = Math.floor(wanted.x);
  const top = Math.floor(wanted.y);
  const width = Math.min(Math.ceil(wanted.width), decoded.width - left);
  const height = Math.min(Math.ceil(wanted.height), decoded.height - top);
  const picture = await decodePart(image, { x: left, y: top, width, height }, closerSide);
  return new View(new Pyramid(picture), width / picture.width, { x: left, y: top });
}
