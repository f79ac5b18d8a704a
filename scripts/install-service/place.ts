/** Where everything of an installation under systemd lies. */
export interface Place {
  /** The project, built; only read by the service. */
  projectDir: string;
  /** The program that runs it, absolute. */
  node: string;
  /** The user that the service runs as. */
  user: string;
  dataDir: string;
  /** Settings, and the folder of the secrets. */
  configDir: string;
  /** For whom the tunnel answers. */
  hostname: string;
  hookPort: number;
  lobbyPort: number;
  /** The longest that a held sign-in takes. */
  deadlineSeconds: number;
}

/** Debian's places, with this project and this Node. */
export function usualPlace(
  { hookPort, lobbyPort, deadlineMs }: { hookPort: number; lobbyPort: number; deadlineMs: number },
  changes: Pick<Place, 'projectDir' | 'node'> & Partial<Place>,
): Place {
  return {
    user: 'vestibule',
    dataDir: '/var/lib/vestibule',
    configDir: '/etc/vestibule',
    hostname: 'vestibule.example.com',
    hookPort,
    lobbyPort,
    deadlineSeconds: deadlineMs / 1000,
    ...changes,
  };
}
