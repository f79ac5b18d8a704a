import { checkSettings } from '../../server/checks/registry.ts';
import type { Config } from '../../server/config/config.ts';
import type { Secrets } from '../../server/config/secrets.ts';
import { policyState } from '../../server/policy/policy-state.ts';
import type { Db } from '../../server/store/schema.ts';
import { failing, ok, type Finding } from './finding.ts';
import { examineFollowed } from './followed-file.ts';

const about = 'Policy';

/** Is the policy in order, and the one that the service follows? */
export async function examinePolicy(
  config: Config,
  secrets: Secrets | null,
  db: Db,
): Promise<Finding[]> {
  const { policy, ...state } = await policyState(config.policy, checkSettings, db);
  const findings = examineFollowed(state, {
    code: 'policy',
    about,
    check: 'npm run policy -- check',
    withoutFile: ok('policy', about, 'No file: the face check for everybody.'),
  });
  const asked = policy?.rules.flatMap(({ checks }) => checks.map(({ name }) => name)) ?? [];
  if (asked.includes('remote_list') && !secrets?.remoteList) {
    const found = 'It asks a remote list, and there is no secret to sign with: everybody is held.';
    findings.push(failing('remote_list_secret', about, found, 'Set REMOTE_LIST_SECRET.'));
  }
  return findings;
}
