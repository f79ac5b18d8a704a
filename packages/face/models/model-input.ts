import { Type, type Static } from 'typebox';
import type { PixelLayout } from '../sampling.ts';

const side = Type.Integer({ minimum: 8, maximum: 1024 });
const perChannel = Type.Union([
  Type.Number({ minimum: -1000, maximum: 1000 }),
  Type.Tuple([Type.Number(), Type.Number(), Type.Number()]),
]);

/** How pixels become a model's input: each value is `(pixel - mean) / scale`, with the pixel from 0 to 255. */
export const ModelInput = Type.Object(
  {
    width: side,
    height: side,
    order: Type.Enum(['rgb', 'bgr', 'grey']),
    /** One for all channels, or one each for red, green and blue, in that order. */
    mean: perChannel,
    scale: perChannel,
    /** `nhwc`: the channels of a pixel are adjacent, as in TensorFlow. Default `nchw`. */
    layout: Type.Optional(Type.Enum(['nchw', 'nhwc'])),
  },
  { additionalProperties: false },
);
export type ModelInput = Static<typeof ModelInput>;

export function pixelLayoutOf({ order, mean, scale }: ModelInput): PixelLayout {
  const [red, green, blue] = channelsOf(scale);
  return { order, mean: channelsOf(mean), factor: [1 / red, 1 / green, 1 / blue] };
}

function channelsOf(value: ModelInput['mean']): [number, number, number] {
  return typeof value === 'number' ? [value, value, value] : value;
}

const arcFaceSide = { width: 112, height: 112 };

/** Documented inputs of recogniser families. All take a face that is aligned to ArcFace's five points. */
export const inputPresets = {
  /** OpenCV Zoo, `face_recognition_sface_2021dec.onnx`: OpenCV's FaceRecognizerSF swaps to RGB and scales nothing. */
  sface: { ...arcFaceSide, order: 'rgb', mean: 0, scale: 1 },
  /** InsightFace's ArcFaceONNX, where the file does not subtract the mean itself; AuraFace is loaded by it too. */
  arcface: { ...arcFaceSide, order: 'rgb', mean: 127.5, scale: 127.5 },
  /** GhostFaceNets' own evaluation code; its files are exported from TensorFlow. */
  ghostfacenet: { ...arcFaceSide, order: 'rgb', mean: 127.5, scale: 128, layout: 'nhwc' },
  /** MobileFaceNet. The shipped recogniser is one, but takes blue first. */
  mobilefacenet: { ...arcFaceSide, order: 'rgb', mean: 127.5, scale: 128 },
} as const satisfies Record<string, ModelInput>;
export type InputPreset = keyof typeof inputPresets;
