import { Type, type Static, type TSchema } from 'typebox';
import { claimBeforeRoles } from './desk-oidc-roles.ts';
import { livenessModes } from './liveness.ts';

/**
 * The single definition of every setting: environment variable, type and limits, default, and meaning. The typed
 * configuration, the error messages and docs/reference.md derive from it.
 * Secrets are not settings; see secrets.ts.
 */
export const settingsSchema = Type.Object({
  VESTIBULE_DATA_DIR: Type.String({
    default: 'data',
    minLength: 1,
    description:
      'Folder of the database and the template key. Created when missing. Relative to the project.',
  }),
  VESTIBULE_DATABASE_URL_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'File with the address of a PostgreSQL database, `postgres://user:password@host/database`, readable by this service only; or the secret `VESTIBULE_DATABASE_URL`. Without either, the store is SQLite. See docs/many-lobbies.md.',
    }),
  ),
  VESTIBULE_TEMPLATE_KEY_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'File with the template key, mode 0600. Default: `template.key` in the data folder, made at the first start.',
    }),
  ),
  VESTIBULE_AUDIT_SEAL_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'File with the seal of the audit record. Default: `audit.seal` in the data folder. On another disk, it also shows that the data folder was rolled back.',
    }),
  ),
  VESTIBULE_RETENTION_DAYS: Type.Integer({
    default: 365,
    minimum: 1,
    maximum: 3650,
    description:
      'Days after which a person is erased, counted from the last approved sign-in or, without one, from the enrolment. A person whose enrolment or consent expires is erased a month later.',
  }),
  VESTIBULE_SIGN_IN_RETENTION_DAYS: Type.Integer({
    default: 365,
    minimum: 2,
    maximum: 3650,
    description: 'Days after which the record of a sign-in is deleted.',
  }),
  VESTIBULE_POLICY_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The policy file: the checks that each sign-in must pass; see docs/policy.md. Default: `policy.yaml` in the data folder. Without it, every sign-in needs the face check.',
    }),
  ),
  VESTIBULE_HOOK_HOST: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    description:
      'Address of the hook listener. Keep it on loopback: anything wider lets the whole network send sign-ins past the tunnel.',
  }),
  VESTIBULE_HOOK_PORT: Type.Integer({
    default: 8787,
    minimum: 0,
    maximum: 65535,
    description: 'Port of the hook listener, the only one that a tunnel may reach.',
  }),
  VESTIBULE_PUBLIC_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Where Envoy reaches the hook listener through the tunnel, for example `https://hook.example`. The service calls itself there every minute, to notice a dead tunnel.',
    }),
  ),
  VESTIBULE_INSTANCE_ADDRESS: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        "Only with several instances: where the others reach this one's hook listener, for example `http://10.0.0.2:8787`. The network between the instances has to be private, or the address https.",
    }),
  ),
  VESTIBULE_LOBBY_HOST: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    description:
      'Address of the lobby listener (kiosk page and its WebSocket). Anything but loopback carries camera frames over the network and needs TLS.',
  }),
  VESTIBULE_LOBBY_TLS_CERTIFICATE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'File with the certificate of the lobby listener (PEM), which then speaks https only. `vestibule kiosk certificate` makes one.',
    }),
  ),
  VESTIBULE_LOBBY_TLS_KEY: Type.Optional(
    Type.String({ minLength: 1, description: 'File with its private key (PEM), mode 0600.' }),
  ),
  VESTIBULE_LOBBY_WITHOUT_TLS: Type.Boolean({
    default: false,
    description:
      'Let other machines reach the lobby listener without TLS, because something in front of it terminates TLS.',
  }),
  VESTIBULE_LOBBY_PORT: Type.Integer({
    default: 8788,
    minimum: 0,
    maximum: 65535,
    description: 'Port of the lobby listener. Never reachable through the tunnel.',
  }),
  VESTIBULE_LOBBY_ORIGINS: Type.String({
    default: '',
    description:
      'Further origins, separated by commas, from which a kiosk page may connect, for example `https://lobby.example`. The loopback origins are always allowed.',
  }),
  VESTIBULE_DEADLINE_SECONDS: Type.Number({
    default: 20,
    minimum: 5,
    maximum: 25,
    description:
      'Seconds from the arrival of a sign-in to its answer, at the latest. Envoy lets the visitor in after 30 s of silence: more than 22 counts as 22.',
  }),
  VESTIBULE_ENGINE: Type.Enum(['onnx', 'face-api'], {
    default: 'onnx',
    description: 'What looks at faces. `face-api` runs anywhere, but is slower and less accurate.',
  }),
  VESTIBULE_LIVENESS: Type.Enum([...livenessModes], {
    default: 'active',
    description:
      'How a face must show that it is a person’s: see docs/liveness.md. A rule of the policy may set it; `face-api` needs `off`.',
  }),
  VESTIBULE_DESK_SEES_CAMERA: Type.Boolean({
    default: true,
    description:
      'Whether somebody at a desk sees the camera. With `false`, `vestibule doctor` warns of a face check with one camera and nothing beside it.',
  }),
  VESTIBULE_KIOSK_ASK_FIRST: Type.Boolean({
    default: false,
    description: 'Turn the camera on only after the visitor has tapped the screen.',
  }),
  VESTIBULE_OFFICE_NAME: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 60,
      description: 'Name of the office, shown on the lobby screen.',
    }),
  ),
  VESTIBULE_OFFICE_LOGO: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'File with the logo on the lobby screen: a PNG or an SVG of at most 256 kB that can be seen on a dark ground.',
    }),
  ),
  VESTIBULE_NOTIFY_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The notification file: who gets which message. Default: `notify.yaml` in the data folder. Without it, no message is sent.',
    }),
  ),
  ENVOY_CLIENT_ID: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Client id of the app. Vestibule needs it to tell Envoy what an install is for, and to write approvals into the visitor log.',
    }),
  ),
  ENVOY_BASE_URL: Type.String({
    default: 'https://app.envoy.com',
    minLength: 1,
    description: "Where Envoy's plugin API is.",
  }),
  VESTIBULE_VISITOR_LOG_APPROVALS: Type.Boolean({
    default: false,
    description:
      'Also write the checks of visitors who were let in into the visitor log. Needs `ENVOY_CLIENT_ID`.',
  }),
  VESTIBULE_DESK_RECEPTION_OFFERS: Type.Boolean({
    default: false,
    description:
      'Let the role `reception` offer an enrolment to a held visitor whose document they have checked. By default only managers may.',
  }),
  VESTIBULE_DESK_OIDC_ISSUER: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'OpenID provider for log-ins at the desk, as its discovery document names it. Its application needs the redirect address `https://LOBBY/desk/api/oidc/callback` for each address of the lobby listener. The secret is `VESTIBULE_DESK_OIDC_CLIENT_SECRET`; without it, the desk is a public client.',
    }),
  ),
  VESTIBULE_DESK_OIDC_CLIENT_ID: Type.Optional(
    Type.String({ minLength: 1, description: 'Client id of the desk at the OpenID provider.' }),
  ),
  VESTIBULE_DESK_OIDC_ROLES: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The claim that holds the roles of an account, and its value for each role, like `groups: manager=office-managers; reception=front-desk`. A path has dots, like `realm_access.roles`. The role with the most rights counts, at each log-in. An account without one is refused. Without this setting, `vestibule desk` sets the roles.',
    }),
  ),
  VESTIBULE_DESK_OIDC_ADD_ACCOUNTS: Type.Boolean({
    default: false,
    description:
      'Create an account at the first log-in of everybody who has a role at the OpenID provider. By default, the log-in needs an account with the verified e-mail address.',
  }),
});

export type Settings = Static<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** The settings' schemas by name, in the order above. */
export const settingSchemas = settingsSchema.properties as Record<SettingName, TSchema>;

/**
 * A mistake in these settings changes no check, no deadline and no data about a visitor. The default is used, and the
 * log and `vestibule doctor` report the mistake.
 */
export const harmlessSettings: readonly SettingName[] = [
  'VESTIBULE_DESK_SEES_CAMERA',
  'VESTIBULE_OFFICE_NAME',
  'VESTIBULE_VISITOR_LOG_APPROVALS',
  'VESTIBULE_DESK_RECEPTION_OFFERS',
];

/** A setting of an earlier version. */
export interface FormerSetting {
  /** What is so now, and what to write. Follows "NAME is no setting any more:". */
  instead: string;
  /** Puts the value where it belongs now. Without it, the value is dropped. */
  move?: (value: string, settings: Record<string, unknown>) => void;
  /** True: its value held visitors whom the service would let in now. Everybody is held until it is deleted. */
  holdsEverybody?: boolean;
}

const deleteIt = { instead: 'delete it; nothing else changes.' };

/** The log and `vestibule doctor` name those that are still set. */
export const formerSettings: Readonly<Record<string, FormerSetting>> = {
  VESTIBULE_ROOM: deleteIt,
  VESTIBULE_LIGHT: deleteIt,
  VESTIBULE_LIGHT_LIMIT: deleteIt,
  VESTIBULE_KIOSK_GRACE_SECONDS: deleteIt,
  VESTIBULE_HELD_SHOWN_SECONDS: deleteIt,
  VESTIBULE_HEARTBEAT_SECONDS: deleteIt,
  VESTIBULE_ENVOY_ENTRIES_URL: deleteIt,
  VESTIBULE_WATCHLIST_DAYS: {
    instead: 'an official list is overdue after 14 days. Delete it.',
    holdsEverybody: true,
  },
  VESTIBULE_HEARTBEAT_METHOD: {
    instead: 'the heartbeat is a POST, and a GET where that is refused. Delete it.',
  },
  VESTIBULE_LOG_LEVEL: { instead: 'the level is info. Delete it.' },
  VESTIBULE_VISION_WORKERS: {
    instead: 'there are as many processes as lobby screens, as far as the machine goes. Delete it.',
  },
  VESTIBULE_KIOSK_GREETING: {
    instead: 'the lobby screen greets visitors by the given name. Delete it.',
  },
  VESTIBULE_KIOSK_SOUND: {
    instead: 'the lobby screen plays its tones; its computer has the volume. Delete it.',
  },
  VESTIBULE_VISITOR_LOG_SCREENER_DETAILS: {
    instead: 'the visitor log has the same as texts. Delete it.',
  },
  VESTIBULE_DESK_CLOSES_AT: {
    instead: 'a card waits for a day, unless somebody closes it. Delete it.',
  },
  VESTIBULE_DESK_OIDC_SCOPES: {
    instead: 'the scope of the role claim is requested where the provider names it. Delete it.',
  },
  VESTIBULE_DESK_OIDC_CLIENT_SECRET_FILE: {
    instead: "put the secret into systemd's credentials as VESTIBULE_DESK_OIDC_CLIENT_SECRET.",
  },
  VESTIBULE_DESK_OIDC_ROLE_CLAIM: {
    instead:
      'write it before the roles, like VESTIBULE_DESK_OIDC_ROLES="groups: manager=office-managers".',
    move: (claim, settings) => {
      const roles = settings['VESTIBULE_DESK_OIDC_ROLES'];
      if (typeof roles === 'string' && !claimBeforeRoles.test(roles)) {
        settings['VESTIBULE_DESK_OIDC_ROLES'] = `${claim}: ${roles}`;
      }
    },
  },
};

/** Named like a setting, but a secret: see secrets.ts. */
export const deskOidcSecretName = 'VESTIBULE_DESK_OIDC_CLIENT_SECRET';
/** The value contains a password: see database-server.ts. */
export const databaseUrlName = 'VESTIBULE_DATABASE_URL';
