import { Type, type Static } from 'typebox';
import type { PixelLayout } from '../sampling.ts';

const side = Type.Integer({ minimum: 8, maximum: 1024 });
const perChannel = Type.Union([
  Type.Number({ minimum: -1000, maximum: 1000 }),
  Type.Tuple([Type.Number(), Type.Number(), Type.Number()]),
]);

/** How pixels become a model's input: each value is `(pixel - mean) / scale`, of a pixel of 0 to 255. */
export const ModelInput = Type.Object(
  {
    width: side,
    height: side,
    order: Type.Enum(['rgb', 'bgr', 'grey']),
    /** For all channels, or one for each of red, green and blue, whatever their order. */
    mean: perChannel,
    scale: perChannel,
    /** `nhwc`: the channels of a pixel beside each other, as TensorFlow has them. Default `nchw`. */
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

/** What families of recognisers are documented to take, all of a face aligned to ArcFace's five points. */
export const inputPresets = {
  /** OpenCV Zoo, `face_recognition_sface_2021dec.onnx`: OpenCV's FaceRecognizerSF swaps to RGB and scales nothing. */
  sface: { ...arcFaceSide, order: 'rgb', mean: 0, scale: 1 },
  /** InsightFace's ArcFaceONNX, where the file does not subtract the mean itself; AuraFace is loaded by it too. */
  arcface: { ...arcFaceSide, order: 'rgb', mean: 127.5, scale: 127.5 },
  /** GhostFaceNets' own evaluation; its files come from TensorFlow. */
  ghostfacenet: { ...arcFaceSide, order: 'rgb', mean: 127.5, scale: 128, layout: 'nhwc' },
  /** MobileFaceNet; what ships is one, and takes blue first. */
  mobilefacenet: { ...arcFaceSide, order: 'rgb', mean: 127.5, scale: 128 },
} as const satisfies Record<string, ModelInput>;
export type InputPreset = keyof typeof inputPresets;
