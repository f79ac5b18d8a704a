import type { Trust } from '../../packages/health-pass/index.ts';
import type { Db } from '../store/schema.ts';
import { findCredentialKeys, isListedRevoked } from './credential-rows.ts';

/** The issuers and revocation lists that were imported. @param db may be a transaction */
export function storedTrust(db: Db): Trust {
  return {
    findKeys: (kind, kid) => findCredentialKeys(db, kind, kid),
    isRevoked: async (marks) => marks.identifiers.length > 0 && isListedRevoked(db, marks),
  };
}
