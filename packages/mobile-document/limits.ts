/** Upper bounds, checked before anything is decoded. */
export const walletLimits = {
  /** A portrait has up to 100 kB, everything else some 5 kB. */
  answerBytes: 1_048_576,
  /** Issuers send their own certificate, and some the authority's. */
  chainCertificates: 4,
  elements: 200,
  textCharacters: 300,
  trustListBytes: 16_777_216,
  authorities: 4_000,
  statusListBytes: 4_194_304,
  /** Unpacked: 128 million documents with one bit each. */
  statusBytes: 16_777_216,
  /** How long a status list counts, whatever its issuer says. */
  statusListDays: 7,
  /** Two clocks differ by this much. */
  clockMs: 30_000,
} as const;
