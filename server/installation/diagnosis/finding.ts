import type { DoctorFinding } from '../../protocol/set-up-steps.ts';

/** A finding. The guide has a section for its code. */
export interface Finding extends DoctorFinding {
  code: Trouble | Fine;
}

export function ok(code: Trouble | Fine, about: string, found: string): Finding {
  return { code, state: 'ok', about, found, todo: null, guide: null };
}

/** A finding about something that works or will work, but that the operator should know. */
export function warning(code: Trouble, about: string, found: string, todo: string): Finding {
  return { code, state: 'warning', about, found, todo, guide: sectionOf(code) };
}

/** A finding that visitors are not checked properly, or soon will not be. */
export function failing(code: Trouble, about: string, found: string, todo: string): Finding {
  return { code, state: 'failing', about, found, todo, guide: sectionOf(code) };
}

function sectionOf(code: Trouble): string {
  return `docs/troubleshoot.md#finding-${code}`;
}

/** Codes of trouble. The guide has a section for each, with cause and fix. */
export const troubles = [
  'settings',
  'secrets',
  'client_secret',
  'wrong_signatures',
  'not_examined',
  'node',
  'native_modules',
  'disk',
  'clock',
  'models',
  'earlier_recogniser',
  'lower_threshold',
  'no_templates',
  'data_dir',
  'database',
  'database_writes',
  'database_triggers',
  'copies_left',
  'backup',
  'template_key',
  'opt_out_key',
  'hook_secret',
  'audit',
  'retention_held',
  'faces_off',
  'database_server',
  'database_tls',
  'database_clock',
  'instance_gone',
  'instances_differ',
  'instances_policy',
  'instances_address',
  'service',
  'starting',
  'readiness',
  'deadline',
  'tunnel',
  'tunnel_secret',
  'tunnel_path',
  'tunnel_service',
  'tunnel_between',
  'tunnel_events',
  'tunnel_setup',
  'tunnel_unsigned',
  'tunnel_open',
  'tunnel_paths',
  'standby',
  'standby_cut_off',
  'heartbeat',
  'installs',
  'purpose',
  'plugin_api',
  'kiosks',
  'kiosk_connected',
  'reader',
  'camera',
  'two_cameras',
  'consent',
  'people',
  'location_unserved',
  'screens_unbound',
  'policy',
  'policy_remark',
  'remote_list_secret',
  'liveness',
  'watchlist',
  'watchlist_fetch',
  'watchlist_gaps',
  'watchlist_proposed',
  'watchlist_faces',
  'issuers_file',
  'issuers_missing',
  'issuers_old',
  'revocations_old',
  'revocations_missing',
  'csca_missing',
  'csca_old',
  'csca_status_over',
  'wallet_access',
  'notify_file',
  'notify_file_remark',
  'contact',
  'channel',
  'outbox',
] as const;

export type Trouble = (typeof troubles)[number];

/** Codes of findings without trouble. */
export type Fine =
  | 'version'
  | 'recogniser'
  | 'retention'
  | 'pooler'
  | 'database_services'
  | 'instances'
  | 'issuers'
  | 'csca';
