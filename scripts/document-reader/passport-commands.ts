/** The application of passports and ID cards (ICAO 9303-10, 3.11). */
const application = 'a0000002471001';
const masterFile = '3f00';

/** Instructions for reading a document, with their allowed classes: 0c is secure messaging. */
const instructions: ReadonlyMap<number, readonly number[]> = new Map([
  /** SELECT */
  [0xa4, [0x00, 0x0c]],
  /** READ BINARY */
  [0xb0, [0x00, 0x0c]],
  [0xb1, [0x00, 0x0c]],
  /** GET CHALLENGE, EXTERNAL AUTHENTICATE: BAC */
  [0x84, [0x00]],
  [0x82, [0x00]],
  /** MSE:SET, GENERAL AUTHENTICATE: PACE and chip authentication */
  [0x22, [0x00, 0x0c]],
  [0x86, [0x00, 0x10, 0x0c, 0x1c]],
  /** INTERNAL AUTHENTICATE: active authentication */
  [0x88, [0x00, 0x0c]],
]);

/**
 * Whether reading a passport needs this command. Commands for a bank card or an office badge are refused, and so is
 * every write.
 */
export function isPassportCommand(apdu: Uint8Array): boolean {
  const [cla, ins, p1, p2] = apdu;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return false;
  if (!instructions.get(ins)?.includes(cla)) return false;
  if (ins === 0xa4 && cla === 0x00) return isSelection(p1, dataOf(apdu));
  // MSE:SET DST sets a key that only a state's terminal uses. Reading does not need it.
  if (ins === 0x22 && cla === 0x00) return p1 === 0xc1 || p1 === 0x41;
  return true;
}

/** Whether the command selects the application, the master file, or one of its files by identifier. */
function isSelection(p1: number, data: string): boolean {
  if (p1 === 0x04) return data === application;
  return data === masterFile || /^01(0[1-9a-f]|1[0-9a-e])$/.test(data) || data === '';
}

/** The data of a command with a one-byte length, in hexadecimal. */
function dataOf(apdu: Uint8Array): string {
  const length = apdu[4] ?? 0;
  return Buffer.from(apdu.subarray(5, 5 + length)).toString('hex');
}
