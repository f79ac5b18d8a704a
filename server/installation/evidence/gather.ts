import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { verifyRecord } from '../../audit/verify.ts';
import { checkSettingsFor } from '../../checks/registry.ts';
import type { Config } from '../../config/config.ts';
import { projectRoot, programVersion } from '../../config/environment.ts';
import { actsOf } from '../../desk/accounts/desk-guard.ts';
import { failuresUntilOff } from '../../people/failed-attempts.ts';
import { describeCircumstances, livenessInUse } from '../../policy/apply.ts';
import { policyState } from '../../policy/policy-keeper.ts';
import { deskRoles } from '../../protocol/desk-account-messages.ts';
import type { Db } from '../../store/schema.ts';
import { cscaListFacts } from '../../store/tables/csca-lists.ts';
import { latestAuditEvent } from '../../store/tables/audit-events.ts';
import { listDeskAccounts } from '../../desk/accounts/account-rows.ts';
import { countPeople } from '../../store/tables/people.ts';
import { peopleWithFailures } from '../../store/tables/person-tries.ts';
import {
  consentTexts,
  consentTranslations,
  peopleByConsentText,
} from '../../store/tables/privacy.ts';
import { signInCounts } from '../../store/tables/sign-in-history.ts';
import { latestTimes } from '../../store/tables/sign-ins.ts';
import { listWatchlists } from '../../store/tables/watchlists.ts';
import { licenceOf, loadManifest } from '#face';
import { recogniserInUse } from '../../vision/recogniser-in-use.ts';
import { modelsDir } from '../../vision/installed-models.ts';

/** The facts of an installation; nothing in them identifies a person. */
export type EvidenceReport = Awaited<ReturnType<typeof gatherEvidence>>;

const days = 90;
const dayMs = 24 * 60 * 60_000;
/** Answer times are taken from so many sign-ins. */
const timed = 10_000;

export async function gatherEvidence(db: Db, config: Config, now: Date) {
  const since = new Date(now.getTime() - days * dayMs);
  const { policy, sha256 } = await policyState(config.policy, checkSettingsFor(config), db);
  const inUse = config.engine === 'onnx' ? await recogniserInUse(db, modelsDir) : null;
  const models = loadManifest(modelsDir, inUse).engines[config.engine];
  const record = await verifyRecord({ ...config, db });
  return {
    at: now.toISOString(),
    version: programVersion(),
    parts: await billOfMaterials(),
    engine: config.engine,
    deadlineMs: config.deadlineMs,
    database: config.databaseServer ? 'PostgreSQL' : 'SQLite',
    policy: {
      sha256,
      rules: (policy?.rules ?? []).map(({ name, when, checks, askDesk }) => ({
        name,
        when: describeCircumstances(when),
        checks: checks.map((check) => ({ name: check.name, settings: check.settings })),
        askDesk: askDesk === true,
      })),
      liveness: policy ? livenessInUse(policy, config.liveness) : [],
    },
    recogniser: {
      id: models.recogniser,
      licence: licenceOf(modelsDir, config.engine, models.recogniser),
      threshold: models.threshold,
      thresholdSource: models.thresholdSource,
      livenessThreshold: models.liveness?.threshold ?? null,
      livenessSource: models.liveness?.source ?? null,
    },
    signIns: { days, since: since.toISOString(), counts: await signInCounts(db, since) },
    milliseconds: await latestTimes(db, timed),
    people: {
      enrolled: await countPeople(db),
      byConsentText: await peopleByConsentText(db),
      facesOff: (await peopleWithFailures(db, failuresUntilOff)).size,
    },
    consentTexts: await consents(db),
    retention: { ...config.retention, last: await when(db, 'sign_ins_purged') },
    desk: await roles(db, config.desk),
    backups: {
      last: await when(db, 'backup_made'),
      rehearsed: await when(db, 'backup_rehearsed'),
      restored: await when(db, 'backup_restored'),
    },
    lists: (await listWatchlists(db)).map(({ source, name, listDate, importedAt, entries }) => ({
      ...{ source, name, listDate, entries },
      importedAt: importedAt.toISOString(),
    })),
    authorities: (await cscaListFacts(db))
      .filter(({ kind }) => kind === 'list')
      .map(({ publisher, authorities, importedAt }) => ({
        ...{ publisher, authorities },
        importedAt: importedAt.toISOString(),
      })),
    audit: { events: record.events, faults: record.faults.length },
  };
}

/** Reads the list of parts beside the program, which the package contains and `npm run sbom` makes. */
async function billOfMaterials(): Promise<{ components: number; sha256: string } | null> {
  const bytes = await readFile(path.join(projectRoot, 'sbom.cdx.json')).catch(() => null);
  if (bytes === null) return null;
  const { components } = JSON.parse(bytes.toString()) as { components: unknown[] };
  return {
    components: components.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

async function consents(db: Db) {
  const translations = await consentTranslations(db);
  return (await consentTexts(db)).map(({ version, sha256, language }) => ({
    version,
    sha256,
    languages: [
      language ?? 'not said',
      ...translations.filter((one) => one.ofSha256 === sha256).map((one) => one.language),
    ],
  }));
}

/** The rights of each role at the desk, and how many accounts have it. */
async function roles(db: Db, rules: Config['desk']) {
  const accounts = (await listDeskAccounts(db)).filter(({ revokedAt }) => revokedAt === null);
  return deskRoles.map((role) => ({
    role,
    accounts: accounts.filter((account) => account.role === role).length,
    may: actsOf(role, rules),
  }));
}

async function when(db: Db, action: string): Promise<string | null> {
  return (await latestAuditEvent(db, action))?.at ?? null;
}
