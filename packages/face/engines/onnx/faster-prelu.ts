/*
 * Replaces PRelu, which took half of the recogniser's time because onnxruntime's version is slow on the CPU. These
 * nodes compute the same function and are fast:
 *
 *     prelu(x) = x + (1 - slope) max(0, -x) = x + relu(conv(x)),
 *
 * where `conv` multiplies each channel by `slope - 1`. This holds for slopes up to 1, so a node with a larger slope
 * stays unchanged. The results differ only by rounding.
 */

/** Field numbers of ONNX's messages (onnx.proto, IR version 3 and later). */
const model = { graph: 7 };
const graph = { node: 1, initializer: 5 };
const node = { input: 1, output: 2, opType: 4, attribute: 5 };
const tensor = { dims: 1, dataType: 2, name: 8, rawData: 9 };
const attribute = { name: 1, integer: 3, integers: 8, type: 20 };
const attributeTypes = { integer: 2, integers: 7 };
const float32 = 1;

/** Returns the model with its PRelu nodes replaced. @param bytes an ONNX file */
export function withFasterPrelu(bytes: Buffer): Buffer {
  const parts = [...fieldsOf(bytes)].map((field) =>
    field.number === model.graph ? bytesField(model.graph, rewriteGraph(field.bytes)) : field.raw,
  );
  return Buffer.concat(parts);
}

function rewriteGraph(bytes: Buffer): Buffer {
  const fields = [...fieldsOf(bytes)];
  const constants = new Map(
    fields
      .filter(({ number }) => number === graph.initializer)
      .map(({ bytes: content }) => [text(content, tensor.name), content]),
  );
  return Buffer.concat(
    fields.flatMap((field) => {
      const isPrelu = field.number === graph.node && text(field.bytes, node.opType) === 'PRelu';
      return (isPrelu ? replacement(field.bytes, constants) : null) ?? [field.raw];
    }),
  );
}

function replacement(prelu: Buffer, constants: Map<string, Buffer>): Buffer[] | null {
  const fields = [...fieldsOf(prelu)];
  const [x, slopeName] = texts(fields, node.input);
  const [y] = texts(fields, node.output);
  const slopes = slopesIn(constants.get(slopeName ?? ''));
  if (x === undefined || y === undefined || !slopes) return null;
  const weights = Float32Array.from(slopes, (slope) => slope - 1);
  return [
    bytesField(graph.initializer, channelWeights(`${y}/weights`, weights)),
    operation('Conv', [x, `${y}/weights`], `${y}/scaled`, [
      integers('kernel_shape', [1, 1]),
      integer('group', weights.length),
    ]),
    operation('Relu', [`${y}/scaled`], `${y}/negative`),
    operation('Add', [x, `${y}/negative`], y),
  ];
}

/** Returns the slope of each channel; null when the tensor contains anything else, or a slope above 1. */
function slopesIn(content: Buffer | undefined): Float32Array | null {
  if (!content) return null;
  const fields = [...fieldsOf(content)];
  const dims = fields.filter(({ number }) => number === tensor.dims).map((field) => field.integer);
  const raw = fields.find(({ number }) => number === tensor.rawData)?.bytes;
  const [channels = 0, ...others] = dims;
  if (!raw || dims.length !== 3 || others.some((size) => size !== 1)) return null;
  if (raw.length !== 4 * channels) return null;
  const slopes = Float32Array.from({ length: channels }, (_, index) => raw.readFloatLE(4 * index));
  return slopes.every((slope) => slope <= 1) ? slopes : null;
}

function channelWeights(name: string, weights: Float32Array): Buffer {
  const raw = Buffer.alloc(4 * weights.length);
  weights.forEach((weight, index) => raw.writeFloatLE(weight, 4 * index));
  return Buffer.concat([
    ...[weights.length, 1, 1, 1].map((size) => integerField(tensor.dims, size)),
    integerField(tensor.dataType, float32),
    bytesField(tensor.name, name),
    bytesField(tensor.rawData, raw),
  ]);
}

function operation(
  type: string,
  inputs: string[],
  output: string,
  attributes: Buffer[] = [],
): Buffer {
  const content = Buffer.concat([
    ...inputs.map((name) => bytesField(node.input, name)),
    bytesField(node.output, output),
    bytesField(node.opType, type),
    ...attributes.map((content) => bytesField(node.attribute, content)),
  ]);
  return bytesField(graph.node, content);
}

function integer(name: string, value: number): Buffer {
  return Buffer.concat([
    bytesField(attribute.name, name),
    integerField(attribute.integer, value),
    integerField(attribute.type, attributeTypes.integer),
  ]);
}

function integers(name: string, values: number[]): Buffer {
  return Buffer.concat([
    bytesField(attribute.name, name),
    ...values.map((value) => integerField(attribute.integers, value)),
    integerField(attribute.type, attributeTypes.integers),
  ]);
}

function texts(fields: readonly Field[], number: number): string[] {
  return fields.filter((field) => field.number === number).map(({ bytes }) => bytes.toString());
}

function text(message: Buffer, number: number): string {
  return texts([...fieldsOf(message)], number)[0] ?? '';
}

/*
 * A minimal reader of the protocol buffers wire format: it changes a few messages of a file and copies everything
 * else byte for byte. A library that decodes whole messages would need the full ONNX schema, and would drop
 * fields that this schema does not know.
 */

interface Field {
  number: number;
  /** The value of a varint field; otherwise 0. */
  integer: number;
  /** The content of a length-delimited or fixed field; otherwise empty. */
  bytes: Buffer;
  /** The whole field as the message has it. */
  raw: Buffer;
}

/** Yields the fields of a message in their order. @throws {RangeError} when the message is cut off */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  function varint(): number {
    let value = 0;
    let place = 1;
    for (;;) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte & 0x7f) * place;
      if (byte < 0x80) return value;
      place *= 128;
    }
  }
  while (at < message.length) {
    const start = at;
    const key = varint();
    const wireType = key & 7;
    const integer = wireType === 0 ? varint() : 0;
    const size = wireType === 2 ? varint() : wireType === 5 ? 4 : wireType === 1 ? 8 : 0;
    const bytes = message.subarray(at, at + size);
    if (bytes.length < size) throw new RangeError('The model file is cut off.');
    at += size;
    yield { number: key >>> 3, integer, bytes, raw: message.subarray(start, at) };
  }
}

function integerField(number: number, value: number): Buffer {
  return Buffer.concat([varintBytes(number * 8), varintBytes(value)]);
}

function bytesField(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varintBytes(number * 8 + 2), varintBytes(bytes.length), bytes]);
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
