import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';
import { StartingService } from '../support/starting-service.ts';

t.test(
  'on a full disk the doctor asks for room, and not for a restart',
  { skip: lacking('mounts') },
  async (t) => {
    const disk = mkdtempSync(path.join(tmpdir(), 'vestibule-'));
    const mount = ['-t', 'tmpfs', '-o', 'size=16m,mode=700', 'tmpfs', disk];
    t.equal(spawnSync('mount', mount).status, 0);
    t.teardown(() => {
      spawnSync('umount', ['-l', disk]);
      rmdirSync(disk);
    });
    const service = await StartingService.begin(t, disk, {});
    await service.said(/Engine/);
    // Empties the log, because writes would otherwise fit into its free space.
    const other = new Database(path.join(disk, 'vestibule.sqlite'));
    other.pragma('wal_checkpoint(truncate)');
    spawnSync('dd', ['if=/dev/zero', `of=${path.join(disk, 'filler')}`, 'bs=4096']);
    other.close();
    const { out } = await runInTurn(projectRoot, ['doctor', '--json'], {
      VESTIBULE_DATA_DIR: disk,
      VESTIBULE_HOOK_PORT: new URL(service.origin).port,
    });
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    const finding = (code: Finding['code']) => findings.find((each) => each.code === code);
    t.match(finding('database_writes'), { found: /The disk is full/ });
    t.match(finding('disk'), { state: 'failing' });
    t.match(finding('readiness'), { found: /store/, todo: /Make room on the disk/ });
  },
);
