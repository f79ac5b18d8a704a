import { putCiphertextRows, type SealedColumn } from '#database';
import type { Db } from '../store/schema.ts';
import { markedApprovalsAfter, type MarkedApproval } from '../store/tables/sign-ins.ts';
import { deriveKey, isSameHash, keyedHash } from './keyed-hash.ts';
import type { TemplateKey } from './keyring.ts';

/**
 * Marks stored approvals with a MAC under a key derived from the template key. Another program that writes to the
 * database does not have that key. So an approval without a valid mark lets nobody in.
 */
export class ApprovalMark {
  readonly #key: Buffer;

  constructor({ encryption }: Pick<TemplateKey, 'encryption'>) {
    this.#key = deriveKey(encryption, 'stored approval');
  }

  of({ jobId, verdict, reason, receivedAt }: Omit<MarkedApproval, 'mark'>): Buffer {
    return keyedHash(this.#key, jobId, verdict, reason, receivedAt);
  }

  fits({ mark, ...approval }: MarkedApproval): boolean {
    return mark !== null && isSameHash(mark, this.of(approval));
  }
}

export const approvalMarks: SealedColumn = {
  table: 'sign_ins',
  id: 'job_id',
  ciphertext: 'mark',
};

const perPage = 500;

/** Marks every genuine approval with another key. Any other approval stays without a valid mark. */
export async function renewApprovalMarks(
  transaction: Db,
  from: ApprovalMark,
  to: ApprovalMark,
): Promise<void> {
  for (let last = ''; ;) {
    const page = await markedApprovalsAfter(transaction, last, perPage);
    const genuine = page.filter((row) => from.fits(row));
    const renewed = genuine.map((row) => ({ id: row.jobId, ciphertext: to.of(row) }));
    await putCiphertextRows(transaction, approvalMarks, renewed);
    if (page.length < perPage) return;
    last = page.at(-1)?.jobId ?? last;
  }
}
