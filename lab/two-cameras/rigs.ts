import type { DrawnCamera } from '#face/lab/rasteriser.ts';
import type { Sensor } from '#face/lab/sensor.ts';

/** Two cameras on a lobby screen, with what differs between them. */
export interface DrawnRig {
  cameras: [DrawnCamera, DrawnCamera];
  sensors: [Sensor, Sensor];
  /** Milliseconds by which the right camera takes its picture later. */
  lateMs: number;
}

/** A number between two others. */
export function between(random: () => number, least: number, most: number): number {
  return least + (most - least) * random();
}

/** Draws two cameras: 6 to 15 cm apart, toe-in and roll by hand, cheap sensors, a mode of either shape. */
export function drawRig(random: () => number): DrawnRig {
  const u = (least: number, most: number) => between(random, least, most);
  const isWide = random() < 0.25;
  const size = isWide ? { width: 1280, height: 720 } : { width: 640, height: 480 };
  const focal = u(0.7, 0.95);
  const distortion = u(-0.02, 0.08);
  const apart = u(6, 15);
  const camera = (side: -1 | 1): DrawnCamera => ({
    ...size,
    focal: focal * u(0.985, 1.015),
    distortion,
    pose: {
      x: (side * apart) / 2,
      y: u(-1.5, 1.5),
      z: u(-0.5, 0.5),
      yaw: side * u(-2.5, 5),
      pitch: u(-2.5, 2.5),
      roll: u(-1.5, 1.5),
    },
  });
  const sensor = (): Sensor => {
    const brightness = u(0.75, 1.1);
    const pixel = size.width / 640;
    return {
      noise: u(1, 6),
      jpegQuality: u(60, 90),
      gains: [brightness * u(0.85, 1.15), brightness, brightness * u(0.85, 1.15)],
      blur: pixel * u(0.5, 1.2),
      sharpening: random() < 0.5 ? u(0, 0.8) : 0,
      vignette: u(0, 0.3),
    };
  };
  return { cameras: [camera(-1), camera(1)], sensors: [sensor(), sensor()], lateMs: u(-50, 50) };
}
