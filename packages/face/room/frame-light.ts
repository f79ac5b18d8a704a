import type { Box, FrameLight, Colour, RoomPrint } from '../analysis.ts';
import type { Pyramid } from '../picture.ts';
import { cellStates, roomGrid } from './room-print.ts';

/** Pixels along the longer side of the level that is measured. */
const side = 160;
/** The skin, in shares of the face's box. */
const skin = { left: 0.25, right: 0.75, top: 0.35, bottom: 0.85 } as const;
/** With fewer pixels, a mean is not reliable. */
const fewest = 40;
/** Linear light for each pixel value. */
const linear = Float32Array.from({ length: 256 }, (_, value) => (value / 255) ** 2.2);

/** Returns the mean colours of the face and of the room around people. Null where too little is visible. */
export function lightOf(pyramid: Pyramid, face: Box, room: RoomPrint): FrameLight | null {
  const { base } = pyramid;
  const { picture } = pyramid.levelFor(Math.max(1, Math.max(base.width, base.height) / side));
  const { data, width, height } = picture;
  const [across, down] = [width / base.width, height / base.height];
  const left = (face.x + skin.left * face.width) * across;
  const right = (face.x + skin.right * face.width) * across;
  const top = (face.y + skin.top * face.height) * down;
  const bottom = (face.y + skin.bottom * face.height) * down;
  const [ofFace, ofRoom] = [new Mean(), new Mean()];
  const { columns, rows } = roomGrid;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 0; x < width; x += 1) {
      const at = 3 * (y * width + x);
      if (x >= left && x < right && y >= top && y < bottom) ofFace.add(data, at);
      else if (room.state[row + Math.floor((x * columns) / width)] === cellStates.seen) {
        ofRoom.add(data, at);
      }
    }
  }
  const [faceColour, roomColour] = [ofFace.colour(), ofRoom.colour()];
  return faceColour && roomColour && { face: faceColour, room: roomColour };
}

class Mean {
  #red = 0;
  #green = 0;
  #blue = 0;
  #count = 0;

  add(data: Uint8Array, at: number): void {
    this.#red += linear[data[at]!]!;
    this.#green += linear[data[at + 1]!]!;
    this.#blue += linear[data[at + 2]!]!;
    this.#count += 1;
  }

  colour(): Colour | null {
    if (this.#count < fewest) return null;
    const share = 1 / this.#count;
    return { red: this.#red * share, green: this.#green * share, blue: this.#blue * share };
  }
}
