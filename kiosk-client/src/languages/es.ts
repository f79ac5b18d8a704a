import type { Words } from './words.ts';

export const es: Words = {
  languageName: 'Español',
  direction: 'ltr',
  language: 'Idioma',
  forStaff: 'Para el personal',

  starting: { title: 'Un momento, por favor' },

  unpaired: {
    title: 'Vincular esta pantalla',
    lead: 'Escriba el código que muestra la orden "kiosk pair".',
    codeLabel: 'Código de vinculación, ocho letras',
    submit: 'Vincular',
    busy: 'Comprobando…',
    erase: 'Borrar la última letra',
    strayLetter: 'Los códigos no llevan vocales ni cifras.',
    problems: {
      malformed_code: 'El código tiene ocho letras. Compruébelo, por favor.',
      wrong_code: 'Código incorrecto o ya usado. Compruébelo o pida uno nuevo.',
      expired_code: 'Este código ha caducado. Pida uno nuevo, por favor.',
      too_many_tries: 'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
      unreachable: 'El servicio no responde. ¿Está en marcha?',
      revoked: 'Esta pantalla se ha desvinculado. Un código nuevo la vincula otra vez.',
    },
  },

  idle: {
    kicker: 'Hola',
    title: 'Regístrese en el iPad, por favor',
    cameraOff: 'La cámara está apagada',
    notice:
      'Solo se enciende durante su registro, y solo mira su cara si usted se ha inscrito antes.',
  },

  capture: {
    getReady: 'Preparando la cámara',
    askFirst: '¿Podemos usar la cámara?',
    turnOn: 'Encender la cámara',
    preview: 'Usted, tal como le ve la cámara',
    cannotMove: 'No puedo mover la cabeza',
    dotComes: 'Después siga un punto con la nariz.',
    purposes: {
      sign_in: {
        kicker: (visitor) => (visitor ? `Hola, ${visitor}` : 'Hola'),
        stop: 'Sin cámara, por favor',
        before:
          'La cámara comprobará que usted es la persona inscrita. No se guarda ninguna imagen.',
        during:
          'La cámara comprueba que usted es la persona inscrita. No se guarda ninguna imagen.',
        progress: 'Progreso de la comprobación',
      },
      health_pass: {
        kicker: (visitor) => (visitor ? `Hola, ${visitor}` : 'Hola'),
        stop: 'Sin cámara, por favor',
        before:
          'La cámara leerá el código de su certificado sanitario y nada más. No se mira su cara ni se guarda ninguna imagen.',
        during:
          'La cámara lee el código de su certificado sanitario y nada más. No se mira su cara ni se guarda ninguna imagen.',
        progress: 'Progreso de la comprobación',
      },
      sign_in_with_pass: {
        kicker: (visitor) => (visitor ? `Hola, ${visitor}` : 'Hola'),
        stop: 'Sin cámara, por favor',
        before:
          'La cámara comprobará que usted es la persona inscrita y leerá el código de su certificado sanitario. No se guarda ninguna imagen.',
        during:
          'La cámara comprueba que usted es la persona inscrita y lee el código de su certificado sanitario. No se guarda ninguna imagen.',
        progress: 'Progreso de la comprobación',
      },
      enrolment: {
        kicker: (visitor) => (visitor ? `Inscripción de ${visitor}` : 'Inscripción'),
        stop: 'Parar, por favor',
        before:
          'La cámara le mirará desde tres lados para inscribirle. Se guarda una descripción cifrada de su cara y ninguna imagen. Si para, no se guarda nada.',
        during:
          'Se está inscribiendo. Se guarda una descripción cifrada de su cara y ninguna imagen. Si para, no se guarda nada.',
        progress: 'Progreso de la inscripción',
      },
    },
  },

  consent: {
    title: '¿Puede reconocerle la cámara la próxima vez?',
    isNew: (name) => `Se inscribe a ${name} por primera vez.`,
    isKnown: (name) => `${name} ya figura en la lista. Se añaden vistas a esa ficha.`,
    text: 'Lo que usted aceptaría',
    otherLanguages: 'Este texto no existe en español. Elija un idioma que lea:',
    agree: 'Acepto',
    no: 'No, gracias',
  },

  guidance: {
    look_here: 'Mire aquí, por favor',
    step_closer: 'Acérquese un poco',
    step_back: 'Dé un pequeño paso atrás',
    one_person: 'Solo una persona, por favor',
    centre: 'Colóquese dentro del óvalo',
    face_camera: 'Mire al frente',
    more_light: 'Gírese hacia la luz',
    less_light: 'Apártese de la luz fuerte',
    hold_still: 'No se mueva un momento',
    open_eyes: 'Abra los ojos, por favor',
    uncover_face: 'Quítese gafas oscuras, gorra o mascarilla',
    looking_good: 'Muy bien, siga así',
    follow_dot: 'Siga el punto con la nariz',
    turn_a_little_left: 'Gire un poco la cabeza hacia su izquierda',
    turn_a_little_right: 'Gire un poco la cabeza hacia su derecha',
    turn_back_a_little: 'No tanto: vuelva un poco',
    show_pass: 'Muestre su certificado sanitario a la cámara',
    show_next_part: 'Gracias. Muestre ahora el código siguiente',
    show_other_pass: 'No se ha aceptado ese código. ¿Tiene otro?',
  },

  thinking: {
    title: 'Gracias',
    lead: 'Un momento, por favor.',
    cameraOff: 'La cámara ya está apagada',
  },

  outcomes: {
    welcome: {
      title: (visitor) => (visitor ? `¡Adelante, ${visitor}!` : '¡Adelante!'),
      lead: 'Todo listo. Continúe en el iPad, por favor.',
    },
    please_wait: {
      title: () => 'Enseguida le atendemos',
      lead: 'Espere aquí un momento, por favor. No tiene que hacer nada.',
    },
    declined: {
      title: () => 'Sin cámara, sin problema',
      lead: 'Le atenderemos en persona. Espere aquí un momento, por favor.',
    },
    in_person: {
      title: () => 'No hay ningún problema',
      lead: 'Le atenderemos en persona. Espere aquí un momento, por favor.',
    },
    try_light: {
      title: () => 'Aquí se le ve con dificultad',
      lead: 'Enseguida le atendemos. La próxima vez ayudará tener más luz en la cara.',
    },
    enrolled: {
      title: (visitor) => (visitor ? `Gracias, ${visitor}` : 'Gracias'),
      lead: 'La inscripción está hecha. La cámara está apagada y no se ha guardado ninguna imagen.',
    },
    enrolment_failed: {
      title: () => 'No ha funcionado',
      lead: 'La cámara está apagada y no se ha guardado nada. Quien le inscribe puede ver el motivo.',
    },
    enrolment_stopped: {
      title: () => 'Parado',
      lead: 'La cámara está apagada y no se ha guardado nada.',
    },
  },

  cameraMissing: {
    title: 'La cámara no está disponible',
    lead: 'Regístrese en el iPad como siempre. Le atenderemos en persona.',
    allow: 'Permitir la cámara',
    staff: {
      missing: [
        'Compruebe que la cámara está conectada por los dos extremos.',
        'Pruebe otro puerto USB.',
        'Esta pantalla nota por sí sola que la cámara ha vuelto.',
      ],
      blocked: [
        'El navegador no permite a esta página usar la cámara.',
        'Permítala en los ajustes del sitio o por política.',
        'Esta pantalla nota por sí sola que se ha permitido.',
      ],
      in_use: [
        'Otro programa usa la cámara. Ciérrelo.',
        'Si no hay ninguno, desconecte la cámara y vuelva a conectarla.',
        'Esta pantalla lo intenta de nuevo sola.',
      ],
      not_asked: [
        'El navegador aún no tiene permiso para usar la cámara.',
        'Pulse el botón y «Permitir». La cámara se apaga enseguida.',
      ],
      insecure: [
        'Los navegadores solo dan la cámara a este equipo o por https.',
        'Abra http://localhost en el equipo del servicio, o use https.',
      ],
    },
  },

  notConnected: {
    title: 'Sin conexión',
    lead: 'Regístrese en el iPad como siempre. Le atenderemos en persona.',
    staff: [
      'Esta pantalla sigue intentándolo y vuelve sola.',
      'Si no vuelve: ¿está en marcha el servicio Vestibule, y funciona la red?',
    ],
  },

  replaced: {
    title: 'Abierta en otra ventana',
    lead: 'Este puesto se muestra ahora allí; esta ventana descansa.',
    takeOver: 'Usar esta ventana',
  },

  outdated: {
    title: 'Esta página está anticuada',
    lead: 'Regístrese en el iPad como siempre. Le atenderemos en persona.',
    staff: ['Recargarla no ha servido. Cierre el navegador y ábralo de nuevo.'],
  },
};
