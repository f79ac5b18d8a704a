import type { Change } from '#server/installation/setup/changes.ts';
import type { SetupAnswers } from '#server/installation/setup/answers.ts';
import type { ConsentDocument } from '#server/installation/setup/consent.ts';
import type { CurrentSetup } from '#server/installation/setup/current-setup.ts';
import type { InstallKind } from '#server/installation/setup/install-location.ts';

/** The options of the command, beside those of the seven questions. */
export interface SetupOptions {
  as?: InstallKind;
  fromBackup?: string;
  passphraseFile?: string;
  trustFiles?: boolean;
  start?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
  root: string;
}

/** What the installer has seen and agreed to. Nothing is written yet. */
export interface SetupPlan {
  answers: SetupAnswers;
  present: CurrentSetup;
  changes: readonly Change[];
  consent: ConsentDocument | null;
  /** Passphrase of the backup's keys; null: not needed. */
  passphrase: string | null;
  options: SetupOptions;
  /** Whether the first account and the first lobby screen get their link and code. */
  isFirstAccess: boolean;
}
