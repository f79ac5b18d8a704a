/**
 * A small ONNX file that returns the mean of each channel of a picture, as three values.
 * @param shape of its input, such as `[1, 3, 112, 112]`
 * @param axes over which the mean is taken
 */
export function channelMeans(shape: readonly number[], axes: readonly number[]): Buffer {
  const node = [
    text(1, 'input'),
    text(2, 'output'),
    text(4, 'ReduceMean'),
    message(5, text(1, 'axes'), ...axes.map((axis) => number(8, axis)), number(20, 7)),
    message(5, text(1, 'keepdims'), number(3, 0), number(20, 2)),
  ];
  const graph = [
    message(1, ...node),
    text(2, 'means'),
    message(11, text(1, 'input'), floats(shape)),
    message(12, text(1, 'output'), floats([1, 3])),
  ];
  return Buffer.concat([
    number(1, 8),
    message(7, ...graph),
    message(8, text(1, ''), number(2, 13)),
  ]);
}

/** The type of a tensor of floats. */
function floats(shape: readonly number[]): Buffer {
  const dimensions = shape.map((size) => message(1, number(1, size)));
  return message(2, message(1, number(1, 1), message(2, ...dimensions)));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function message(field: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value));
}
