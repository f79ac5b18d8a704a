/** Upper bounds, in bytes or counts, checked before anything is allocated or awaited. */
export const limits = {
  /** Per session; a document of 256 kB in blocks of 160 bytes needs about 1,600. */
  commands: 2_000,
  /** Milliseconds for one document. */
  sessionMs: 30_000,
  responseBytes: 65_538,
  /** Nesting of BER with indefinite length. */
  depth: 12,
  /** Elements of one constructed value. */
  children: 256,
  /** Pieces of a value with indefinite length: writers cut a master list into pieces of 1,000 bytes. */
  pieces: 32_768,
  files: {
    cardAccess: 4_096,
    cardSecurity: 32_768,
    com: 512,
    sod: 65_536,
    dg1: 256,
    dg2: 262_144,
    dg11: 16_384,
    dg14: 16_384,
    dg15: 4_096,
  },
  /** A master list holds about 600 certificates and takes 1 MB. */
  masterListBytes: 16_777_216,
  masterListCertificates: 4_000,
  certificateBytes: 16_384,
  revocationListBytes: 16_777_216,
  revokedSerials: 200_000,
  /** Authorities that are tried for one signer. */
  candidateAuthorities: 64,
  rsaBits: { min: 1_024, max: 8_192 },
  /** Width and height of a portrait. */
  portraitSide: 4_096,
  /** Width times height: a JPEG 2000 decoder needs 50 bytes per pixel, however small the file. */
  portraitPixels: 4_194_304,
  /** Parts of a JPEG 2000 portrait. States use one tile, a handful of layers and five levels. */
  portraitTiles: 64,
  portraitLayers: 64,
  portraitLevels: 10,
  portraitBlocks: 65_536,
  portraitPackets: 65_536,
} as const;
