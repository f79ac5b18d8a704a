import { checkSettings } from '../../server/checks/registry.ts';
import type { Config } from '../../server/config/config.ts';
import type { Secrets } from '../../server/config/secrets.ts';
import { policyState } from '../../server/policy/policy-state.ts';
import type { Remark } from '../../server/policy/yaml-source.ts';
import type { Db } from '../../server/store/schema.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const about = 'Policy';

/** Is the policy in order, and the one that the service follows? */
export async function examinePolicy(
  config: Config,
  secrets: Secrets | null,
  db: Db,
): Promise<Finding[]> {
  const { policy, mistakes, warnings, isInForce, sha256 } = await policyState(
    config.policy,
    checkSettings,
    db,
  );
  if (!policy) {
    const todo =
      'Correct it: npm run policy -- check. Until then the policy before it is followed.';
    return mistakes.map((mistake) => failing('policy', about, inWords(mistake), todo));
  }
  const findings = warnings.map((remark) =>
    warning('policy_remark', about, inWords(remark), 'npm run policy -- check tells more.'),
  );
  const asked = policy.rules.flatMap(({ checks }) => checks.map(({ name }) => name));
  if (asked.includes('remote_list') && !secrets?.remoteList) {
    const found = 'It asks a remote list, and there is no secret to sign with: everybody is held.';
    findings.push(failing('remote_list_secret', about, found, 'Set REMOTE_LIST_SECRET.'));
  }
  if (!isInForce && sha256 !== null) {
    const todo = 'Start the service, or look into its log for why it was not taken up.';
    return [...findings, warning('policy', about, 'The file is not followed yet.', todo)];
  }
  const found = sha256 === null ? 'No file: the face check for everybody.' : 'It is in order.';
  return [...findings, ok('policy', about, found)];
}

function inWords({ line, text }: Remark): string {
  return line > 0 ? `Line ${line}: ${text}` : text;
}
