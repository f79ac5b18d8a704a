import type { Place } from './place.ts';

/** Chromium's policy for the lobby screen: the camera for our page without a question, and no other page. */
export function chromiumPolicy({ lobbyPort }: Place): string {
  const page = `http://127.0.0.1:${lobbyPort}`;
  const policy = {
    VideoCaptureAllowed: false,
    VideoCaptureAllowedUrls: [page],
    AudioCaptureAllowed: false,
    URLBlocklist: ['*'],
    URLAllowlist: [page],
    DeveloperToolsAvailability: 2,
    BrowserSignin: 0,
    SyncDisabled: true,
    PasswordManagerEnabled: false,
    AutofillAddressEnabled: false,
    TranslateEnabled: false,
    MetricsReportingEnabled: false,
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/** Starts the lobby screen with the desktop of whoever is logged in. */
export function lobbyScreenAutostart({ lobbyPort }: Place): string {
  return `[Desktop Entry]
Type=Application
Name=Vestibule lobby screen
Exec=chromium --kiosk --noerrdialogs --disable-session-crashed-bubble --disable-features=Translate http://127.0.0.1:${lobbyPort}/
X-GNOME-Autostart-enabled=true
`;
}
