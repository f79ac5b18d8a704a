/*
 * Just enough of the protocol buffers wire format to change a few messages of a file and to pass on
 * everything else byte for byte. A library that decodes whole messages would need the full ONNX
 * schema, and would drop whatever that schema does not know.
 */

export interface Field {
  number: number;
  /** The value of a varint field, else 0. */
  integer: number;
  /** The content of a length-delimited or fixed field, else empty. */
  bytes: Buffer;
  /** The whole field as it stands in the message. */
  raw: Buffer;
}

/** The fields of a message, in their order. @throws {RangeError} when it is cut off */
export function* fieldsOf(message: Buffer): Generator<Field> {
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

export function integerField(number: number, value: number): Buffer {
  return Buffer.concat([varintBytes(number * 8), varintBytes(value)]);
}

export function bytesField(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varintBytes(number * 8 + 2), varintBytes(bytes.length), bytes]);
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
