/** The bytes of one column in one piece, row after row: a message with hundreds of pieces is slow. */
export interface PackedColumn {
  column: string;
  /** The length of each row's value; -1: the value is no bytes and remains in its row. */
  lengths: Int32Array<ArrayBuffer>;
  bytes: Uint8Array<ArrayBuffer>;
}

type Row = Record<string, unknown>;

/** Takes the bytes out of rows that go to another thread. Changes the rows. */
export function packBlobs(rows: readonly Row[]): PackedColumn[] {
  const columns = new Set<string>();
  for (const row of rows) {
    for (const column in row) if (row[column] instanceof Uint8Array) columns.add(column);
  }
  return [...columns].map((column) => packColumn(rows, column));
}

function packColumn(rows: readonly Row[], column: string): PackedColumn {
  const lengths = Int32Array.from(rows, (row) => {
    const value = row[column];
    return value instanceof Uint8Array ? value.length : -1;
  });
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + Math.max(0, length), 0));
  let at = 0;
  for (const row of rows) {
    const value = row[column];
    if (!(value instanceof Uint8Array)) continue;
    bytes.set(value, at);
    at += value.length;
    row[column] = null;
  }
  return { column, lengths, bytes };
}

/** Puts the bytes back, as Buffers. Those of one column share their memory. */
export function unpackBlobs(rows: readonly Row[], packed: readonly PackedColumn[]): void {
  for (const { column, lengths, bytes } of packed) {
    let at = 0;
    for (const [index, row] of rows.entries()) {
      const length = lengths[index] ?? -1;
      if (length < 0) continue;
      row[column] = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
      at += length;
    }
  }
}
