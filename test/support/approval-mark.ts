import { ApprovalMark } from '#server/keys/approval-mark.ts';

/** For ledgers of one test on one database. */
export const approvalMark = new ApprovalMark({ encryption: Buffer.alloc(32, 7) });
