import { drawHead } from './material.ts';
import type { Mesh, MeshPose } from '#face/lab/mesh.ts';
import { drawMotion, type MotionRange } from './motions.ts';
import { render } from '#face/lab/rasteriser.ts';
import { photoShownBy, type Kind } from './show.ts';
import * as bent from '#face/lab/surfaces.ts';
import { textureOf, type Texture } from '#face/lab/texture.ts';

/** What a display does to the picture of a head that a program moves. */
type Trick = (
  image: { data: Uint8Array; width: number; height: number },
  random: () => number,
) => void;

const tricks: Record<string, Trick> = {
  plain: () => {},
  grain: ({ data }, random) => {
    for (let at = 0; at < data.length; at += 3) {
      const grain = 12 * (random() + random() - 1);
      for (let k = 0; k < 3; k += 1) {
        data[at + k] = Math.max(0, Math.min(255, data[at + k]! + grain));
      }
    }
  },
  mirror: ({ data, width, height }) => {
    const before = data.slice();
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const share = Math.max(0, Math.min(1, Math.abs(x / width - 0.5) * 6 - 0.4)) * 0.6;
        for (let k = 0; k < 3; k += 1) {
          const at = 3 * (y * width + x) + k;
          const other = before[3 * (y * width + width - 1 - x) + k]!;
          data[at] = before[at]! * (1 - share) + other * share;
        }
      }
    }
  },
};

/** A program that moves a photo of the person on a display, as a head. */
export function playOn(
  trick: string,
  range: MotionRange,
  bend: (random: () => number) => bent.Bend = () => bent.flat,
): Kind['draw'] {
  return async (context) => {
    const { random, material } = context;
    const head = drawHead(material.scan, await photoShownBy(context), random);
    const second =
      trick === 'second photo'
        ? drawHead(material.scan, await photoShownBy(context), random)
        : null;
    const turning = drawMotion(random, range);
    const display = drawMotion(random, { yaw: 12, pitch: 8, swing: 0.5 });
    const lit = trick === 'light';
    const shape = bend(random);
    let drawnAt = NaN;
    let drawn: Mesh | null = null;
    return (seconds) => {
      // A display shows a new picture 60 times a second.
      const shownAt = Math.floor(seconds * 60) / 60;
      if (shownAt !== drawnAt) {
        drawnAt = shownAt;
        const texture = picture(
          head.mesh,
          { ...turning(shownAt), x: 0, y: 0, z: 70 },
          (image) => {
            if (second) mix(image, second.mesh, turning(shownAt));
            (tricks[trick] ?? tricks['plain']!)(image, random);
          },
          lit ? shownAt : 0,
        );
        drawn = {
          ...bent.sheet({ texture, middle: { x: 240, y: 240 }, pixels: displayPixels }, shape),
          shines: true,
        };
      }
      return { instances: [{ mesh: drawn!, pose: display(seconds) }] };
    };
  };
}

const film = { pose: {}, width: 480, height: 480, focal: 1.6 };
/** So that a head at 70 cm has its size on the display. */
const displayPixels = (film.focal * film.width) / 70;

function picture(
  mesh: Mesh,
  pose: MeshPose,
  change: (image: { data: Uint8Array; width: number; height: number }) => void,
  lightAt: number,
): Texture {
  const towards = [Math.sin(3 * lightAt) - 0.3, -0.5, -1] as const;
  const image = render(film, [{ mesh, pose }], { towards, ambient: 0.5 });
  change(image);
  return textureOf(image.data, 480, 480);
}

function mix(image: { data: Uint8Array }, mesh: Mesh, pose: MeshPose): void {
  const other = render(film, [{ mesh, pose: { ...pose, x: 0, y: 0, z: 70 } }], {
    towards: [-0.3, -0.5, -1],
    ambient: 0.5,
  });
  const share = Math.min(0.4, Math.abs(pose.yaw ?? 0) / 40);
  image.data.forEach(
    (value, at) => (image.data[at] = value * (1 - share) + other.data[at]! * share),
  );
}
