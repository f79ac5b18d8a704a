import { chromiumPolicy, lobbyScreenAutostart } from './lobby-screen.ts';
import { usualPlace } from './place.ts';
import { serviceUnit } from './service-unit.ts';
import { cloudflaredConfig, funnelCommands, ngrokCommand, ngrokPolicy } from './tunnels.ts';

/** The files of an installation as the guide shows them. */
export function installationFiles(): Record<string, string> {
  const place = usualPlace({
    projectDir: '/opt/vestibule',
    node: '/usr/bin/node',
    hookPort: 8787,
    lobbyPort: 8788,
    deadlineSeconds: 20,
  });
  return {
    unit: fenced('ini', serviceUnit(place)),
    cloudflared: fenced('yaml', cloudflaredConfig(place)),
    funnel: fenced('sh', funnelCommands(place)),
    'ngrok-policy': fenced('yaml', ngrokPolicy()),
    ngrok: fenced('sh', ngrokCommand(place)),
    'chromium-policy': fenced('json', chromiumPolicy(place)),
    autostart: fenced('ini', lobbyScreenAutostart(place)),
  };
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
