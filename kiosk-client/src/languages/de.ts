import type { Words } from './words.ts';

const hello = (visitor: string | null) => (visitor ? `Guten Tag, ${visitor}` : 'Guten Tag');

export const de: Words = {
  languageName: 'Deutsch',
  direction: 'ltr',
  language: 'Sprache',
  forStaff: 'Für das Personal',

  starting: { title: 'Einen Moment, bitte' },

  unpaired: {
    title: 'Bildschirm koppeln',
    lead: 'Bitte den Code eingeben, den der Befehl „kiosk pair“ ausgibt.',
    codeLabel: 'Kopplungscode, acht Buchstaben',
    submit: 'Koppeln',
    busy: 'Wird geprüft …',
    erase: 'Letzten Buchstaben löschen',
    strayLetter: 'Codes haben weder Vokale noch Ziffern.',
    problems: {
      malformed_code: 'Ein Code hat acht Buchstaben. Bitte noch einmal prüfen.',
      wrong_code:
        'Dieser Code ist falsch oder verbraucht. Bitte prüfen oder einen neuen anfordern.',
      expired_code: 'Dieser Code ist abgelaufen. Bitte einen neuen anfordern.',
      too_many_tries: 'Zu viele Versuche. Bitte in einer Minute noch einmal.',
      unreachable: 'Der Dienst antwortet nicht. Läuft er?',
      revoked: 'Die Kopplung wurde aufgehoben. Ein neuer Code stellt sie wieder her.',
    },
  },

  idle: {
    kicker: 'Guten Tag',
    title: 'Bitte melden Sie sich am iPad an',
    cameraOff: 'Die Kamera ist aus',
    notice:
      'Sie geht nur während der Anmeldung an und betrachtet Ihr Gesicht nur, wenn Sie registriert sind.',
  },

  capture: {
    getReady: 'Die Kamera wird vorbereitet',
    askFirst: 'Dürfen wir die Kamera nutzen?',
    turnOn: 'Kamera einschalten',
    preview: 'Sie, wie die Kamera Sie sieht',
    cannotMove: 'Kopf bewegen geht nicht',
    dotComes: 'Folgen Sie dann einem Punkt mit der Nase.',
    purposes: {
      sign_in: {
        kicker: hello,
        stop: 'Ohne Kamera, bitte',
        before:
          'Die Kamera wird prüfen, ob Sie die registrierte Person sind. Keine Aufnahme bleibt.',
        during: 'Die Kamera prüft, ob Sie die registrierte Person sind. Keine Aufnahme bleibt.',
        progress: 'Fortschritt der Prüfung',
      },
      health_pass: {
        kicker: hello,
        stop: 'Ohne Kamera, bitte',
        before:
          'Die Kamera wird nur den Code Ihres Gesundheitszertifikats lesen. Ihr Gesicht betrachtet sie nicht, und keine Aufnahme bleibt.',
        during:
          'Die Kamera liest nur den Code Ihres Gesundheitszertifikats. Ihr Gesicht betrachtet sie nicht, und keine Aufnahme bleibt.',
        progress: 'Fortschritt der Prüfung',
      },
      sign_in_with_pass: {
        kicker: hello,
        stop: 'Ohne Kamera, bitte',
        before:
          'Die Kamera wird prüfen, ob Sie die registrierte Person sind, und Ihr Gesundheitszertifikat lesen. Keine Aufnahme bleibt.',
        during:
          'Die Kamera prüft, ob Sie die registrierte Person sind, und liest Ihr Gesundheitszertifikat. Keine Aufnahme bleibt.',
        progress: 'Fortschritt der Prüfung',
      },
      enrolment: {
        kicker: (visitor) => (visitor ? `Registrierung: ${visitor}` : 'Registrierung'),
        stop: 'Bitte abbrechen',
        before:
          'Die Kamera wird Sie von drei Seiten betrachten. Aufbewahrt wird eine verschlüsselte Beschreibung Ihres Gesichts, keine Aufnahme. Brechen Sie ab, bleibt nichts.',
        during:
          'Sie werden registriert. Aufbewahrt wird eine verschlüsselte Beschreibung Ihres Gesichts, keine Aufnahme. Brechen Sie ab, bleibt nichts.',
        progress: 'Fortschritt der Registrierung',
      },
    },
  },

  consent: {
    title: 'Darf die Kamera Sie beim nächsten Mal erkennen?',
    isNew: (name) => `${name} wird neu registriert.`,
    isKnown: (name) => `${name} ist schon registriert. Dieser Eintrag wird um Ansichten ergänzt.`,
    text: 'Worin Sie einwilligen würden',
    otherLanguages:
      'Diesen Text gibt es nicht auf Deutsch. Bitte wählen Sie eine Sprache, die Sie lesen:',
    agree: 'Ich willige ein',
    no: 'Nein, danke',
  },

  guidance: {
    look_here: 'Bitte hierher schauen',
    step_closer: 'Bitte etwas näher kommen',
    step_back: 'Bitte einen kleinen Schritt zurück',
    one_person: 'Bitte einzeln vor die Kamera',
    centre: 'Bitte in die Mitte des Ovals',
    face_camera: 'Bitte geradeaus schauen',
    more_light: 'Bitte zum Licht drehen',
    less_light: 'Bitte aus dem hellen Licht treten',
    hold_still: 'Bitte kurz stillhalten',
    open_eyes: 'Bitte die Augen öffnen',
    uncover_face: 'Bitte Brille, Mütze oder Maske abnehmen',
    looking_good: 'Sehr gut, bleiben Sie so',
    follow_dot: 'Dem Punkt mit der Nase folgen',
    turn_a_little_left: 'Den Kopf ein wenig nach links drehen',
    turn_a_little_right: 'Den Kopf ein wenig nach rechts drehen',
    turn_back_a_little: 'Nicht so weit: etwas zurückdrehen',
    show_pass: 'Gesundheitszertifikat bitte in die Kamera halten',
    show_next_part: 'Danke. Nun bitte den nächsten Code',
    show_other_pass: 'Nicht angenommen. Haben Sie einen anderen Code?',
  },

  thinking: {
    title: 'Vielen Dank',
    lead: 'Einen Moment, bitte.',
    cameraOff: 'Die Kamera ist wieder aus',
  },

  outcomes: {
    welcome: {
      title: (visitor) => (visitor ? `Willkommen, ${visitor}` : 'Willkommen'),
      lead: 'Alles erledigt. Bitte machen Sie am iPad weiter.',
    },
    please_wait: {
      title: () => 'Gleich ist jemand für Sie da',
      lead: 'Bitte warten Sie hier einen Moment. Sie müssen nichts tun.',
    },
    declined: {
      title: () => 'Gern auch ohne Kamera',
      lead: 'Jemand meldet Sie persönlich an. Bitte warten Sie hier einen Moment.',
    },
    in_person: {
      title: () => 'Das macht gar nichts',
      lead: 'Jemand meldet Sie persönlich an. Bitte warten Sie hier einen Moment.',
    },
    try_light: {
      title: () => 'Hier sind Sie schlecht zu sehen',
      lead: 'Gleich ist jemand für Sie da. Nächstes Mal hilft mehr Licht im Gesicht.',
    },
    enrolled: {
      title: (visitor) => (visitor ? `Vielen Dank, ${visitor}` : 'Vielen Dank'),
      lead: 'Sie sind registriert. Die Kamera ist aus, und keine Aufnahme ist geblieben.',
    },
    enrolment_failed: {
      title: () => 'Das hat nicht geklappt',
      lead: 'Die Kamera ist aus, und nichts wurde aufbewahrt. Wer Sie registriert, sieht den Grund.',
    },
    enrolment_stopped: {
      title: () => 'Abgebrochen',
      lead: 'Die Kamera ist aus, und nichts wurde aufbewahrt.',
    },
  },

  cameraMissing: {
    title: 'Die Kamera ist nicht bereit',
    lead: 'Bitte melden Sie sich wie gewohnt am iPad an. Jemand hilft Ihnen.',
    allow: 'Kamera erlauben',
    staff: {
      missing: [
        'Ist die Kamera an beiden Enden eingesteckt?',
        'Eine andere USB-Buchse versuchen.',
        'Die Seite merkt selbst, wenn die Kamera wieder da ist.',
      ],
      blocked: [
        'Der Browser verbietet dieser Seite die Kamera.',
        'Sie in den Website-Einstellungen oder per Richtlinie erlauben.',
        'Die Seite merkt das selbst.',
      ],
      in_use: [
        'Ein anderes Programm nutzt die Kamera. Bitte schließen.',
        'Wenn nicht: Kamera aus- und wieder einstecken.',
        'Die Seite versucht es von selbst wieder.',
      ],
      not_asked: [
        'Der Browser darf die Kamera noch nicht nutzen.',
        'Unten drücken und „Zulassen“ wählen. Die Kamera geht gleich wieder aus.',
      ],
      insecure: [
        'Browser geben die Kamera nur Seiten dieses Rechners oder mit https.',
        'Diese Seite als http://localhost auf dem Rechner des Dienstes öffnen oder über https.',
      ],
    },
  },

  notConnected: {
    title: 'Keine Verbindung',
    lead: 'Bitte melden Sie sich wie gewohnt am iPad an. Jemand hilft Ihnen.',
    staff: [
      'Die Seite versucht es weiter und kommt von selbst zurück.',
      'Wenn nicht: Läuft der Dienst Vestibule, und geht das Netz?',
    ],
  },

  replaced: {
    title: 'In einem anderen Fenster offen',
    lead: 'Dort wird dieser Bildschirm jetzt gezeigt; dieses Fenster ruht.',
    takeOver: 'Dieses Fenster nutzen',
  },

  outdated: {
    title: 'Diese Seite ist veraltet',
    lead: 'Bitte melden Sie sich wie gewohnt am iPad an. Jemand hilft Ihnen.',
    staff: ['Neu laden half nicht. Bitte den Browser schließen und neu starten.'],
  },
};
