import { timingSafeEqual } from 'node:crypto';
import type { Db } from '../store/schema.ts';
import { auditHead } from '../store/tables/audit-events.ts';
import { chainStart } from './chain.ts';

/** The latest event at the time of sealing. */
export interface Seal {
  seq: number;
  hash: string;
  at: string;
}

export async function currentSeal(db: Db): Promise<Seal> {
  const head = (await auditHead(db)) ?? { seq: 0, hash: chainStart };
  return { ...head, at: new Date().toISOString() };
}

export function isSameMac(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
