import type { TrustStore } from '../trust/trust-store.ts';
import { readContents, type Contents, type FileName } from './contents.ts';
import { judge, type Judgement } from './verdict.ts';

/**
 * Verifies files that were read earlier, by passive authentication alone. Without the chip nothing proves that they are
 * no copy, so `copy_not_excluded` is the best verdict.
 *
 * @throws {PassportError}
 */
export async function verifyFiles(
  files: Partial<Record<FileName, Uint8Array>>,
  trust: TrustStore,
  now: Date,
): Promise<Contents & Judgement> {
  const contents = await readContents(
    async (file) => files[file] ?? null,
    async () => null,
  );
  return {
    ...contents,
    ...judge(contents, [contents.securityObject.signedData.signer], trust, now),
  };
}
