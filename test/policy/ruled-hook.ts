import type { Test } from 'tap';
import type { Check } from '#server/sign-in/check.ts';
import { documentCheck } from '#server/checks/document.ts';
import { noneCheck } from '#server/checks/registry.ts';
import { recentCheck } from '#server/checks/recent.ts';
import { requirementsOf } from '#server/policy/apply.ts';
import { readPolicy } from '#server/policy/read-policy.ts';
import { startHook, type Hook } from '../support/hook.ts';

/** The real hook with the checks that need no camera and the given others, under this policy. */
export async function startRuledHook(
  t: Test,
  policyText: string,
  others: readonly Check[] = [],
  databaseFile?: string,
): Promise<Hook> {
  const checks = [documentCheck, recentCheck, noneCheck, ...others];
  const known = Object.fromEntries(checks.map(({ name, settings }) => [name, settings]));
  const { policy, mistakes } = readPolicy(policyText, known);
  if (!policy) throw new Error(JSON.stringify(mistakes));
  const byName = new Map(checks.map((check) => [check.name, check]));
  const requires = (signIn: Parameters<typeof requirementsOf>[2]) =>
    requirementsOf(policy, byName, signIn);
  const hook = await startHook(t, { checks, requires, ...(databaseFile && { databaseFile }) });
  t.teardown(() => hook.stop());
  return hook;
}
