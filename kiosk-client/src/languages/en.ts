import type { Words } from './words.ts';

export const en: Words = {
  languageName: 'English',
  direction: 'ltr',
  language: 'Language',
  forStaff: 'For the staff',

  starting: { title: 'One moment, please' },

  unpaired: {
    title: 'Pair this screen',
    lead: 'Type the code that the command "kiosk pair" prints.',
    codeLabel: 'Pairing code, eight letters',
    submit: 'Pair',
    busy: 'Checking…',
    erase: 'Delete the last letter',
    strayLetter: 'Codes have neither vowels nor digits.',
    problems: {
      malformed_code: 'A code has eight letters. Please check it again.',
      wrong_code: 'This code is not right, or was used. Check it, or ask for a new one.',
      expired_code: 'This code is too old. Please ask for a new one.',
      too_many_tries: 'Too many tries. Please wait a minute, then try again.',
      unreachable: 'The service does not answer. Is it running?',
      revoked: 'This screen was unpaired. A new code pairs it again.',
    },
  },

  idle: {
    kicker: 'Hello',
    title: 'Please sign\u00a0in on the iPad',
    cameraOff: 'The camera is off',
    notice: 'It comes on only while you sign in, and looks at your face only if you have enrolled.',
  },

  capture: {
    getReady: 'Getting the camera ready',
    askFirst: 'May we use the camera?',
    turnOn: 'Turn the camera on',
    preview: 'You, as the camera sees you',
    cannotMove: 'I can’t move my head',
    dotComes: 'Then follow a dot with your nose.',
    purposes: {
      sign_in: {
        kicker: (visitor) => (visitor ? `Hello, ${visitor}` : 'Hello'),
        stop: 'No camera, please',
        before: 'The camera will check that you are the person who enrolled. No image is kept.',
        during: 'The camera is checking that you are the person who enrolled. No image is kept.',
        progress: 'Progress of the check',
      },
      health_pass: {
        kicker: (visitor) => (visitor ? `Hello, ${visitor}` : 'Hello'),
        stop: 'No camera, please',
        before:
          'The camera will read the code of your health pass, and nothing else. Your face is not looked at, and no image is kept.',
        during:
          'The camera reads the code of your health pass, and nothing else. Your face is not looked at, and no image is kept.',
        progress: 'Progress of the check',
      },
      sign_in_with_pass: {
        kicker: (visitor) => (visitor ? `Hello, ${visitor}` : 'Hello'),
        stop: 'No camera, please',
        before:
          'The camera will check that you are the person who enrolled, and read the code of your health pass. No image is kept.',
        during:
          'The camera checks that you are the person who enrolled, and reads the code of your health pass. No image is kept.',
        progress: 'Progress of the check',
      },
      enrolment: {
        kicker: (visitor) => (visitor ? `Enrolling ${visitor}` : 'Enrolling'),
        stop: 'Stop, please',
        before:
          'The camera will look at you from three sides, to enrol you. A description of your face is kept, encrypted, and no image. Stop, and nothing is kept.',
        during:
          'You are being enrolled. A description of your face is kept, encrypted, and no image. Stop, and nothing is kept.',
        progress: 'Progress of the enrolment',
      },
    },
  },

  consent: {
    title: 'May the camera know you next time?',
    isNew: (name) => `This enrols ${name} as somebody new.`,
    isKnown: (name) =>
      `${name} is enrolled already. This adds more views of the face to that record.`,
    text: 'What you would agree to',
    otherLanguages: 'This text does not exist in English. Please choose a language that you read:',
    agree: 'I agree',
    no: 'No, thank you',
  },

  guidance: {
    look_here: 'Please look here',
    step_closer: 'Come a little closer',
    step_back: 'Take a small step back',
    one_person: 'One person at a time, please',
    centre: 'Move into the oval',
    face_camera: 'Look straight ahead',
    more_light: 'Turn towards the light',
    less_light: 'Move out of the bright light',
    hold_still: 'Hold still for a moment',
    open_eyes: 'Open your eyes, please',
    uncover_face: 'Take off dark glasses, cap or mask',
    looking_good: 'That’s it, stay like this',
    follow_dot: 'Follow the dot with your nose',
    turn_a_little_left: 'Turn your head a little to your left',
    turn_a_little_right: 'Turn your head a little to your right',
    turn_back_a_little: 'Not so far: turn back a little',
    show_pass: 'Show your health pass to the camera',
    show_next_part: 'Thank you. Now show the next code',
    show_other_pass: 'Not accepted. Do you have another code?',
  },

  thinking: {
    title: 'Thank you',
    lead: 'One moment, please.',
    cameraOff: 'The camera is off again',
  },

  outcomes: {
    welcome: {
      title: (visitor) => (visitor ? `Welcome, ${visitor}` : 'Welcome'),
      lead: 'You are all set. Please carry on at the iPad.',
    },
    please_wait: {
      title: () => 'Someone will be with you shortly',
      lead: 'Please wait here for a moment. There is nothing you need to do.',
    },
    declined: {
      title: () => 'No camera, no problem',
      lead: 'Someone will check you in personally. Please wait here for a moment.',
    },
    in_person: {
      title: () => 'That is no problem',
      lead: 'Someone will check you in personally. Please wait here for a moment.',
    },
    try_light: {
      title: () => 'It is hard to see you here',
      lead: 'Someone will be with you shortly. Next time, more light on your face helps.',
    },
    enrolled: {
      title: (visitor) => (visitor ? `Thank you, ${visitor}` : 'Thank you'),
      lead: 'You are enrolled. The camera is off, and no image was kept.',
    },
    enrolment_failed: {
      title: () => 'That did not work',
      lead: 'The camera is off and nothing was kept. The person who enrols you can see why.',
    },
    enrolment_stopped: {
      title: () => 'Stopped',
      lead: 'The camera is off and nothing was kept.',
    },
  },

  cameraMissing: {
    title: 'The camera is not available',
    lead: 'Please sign in on the iPad as usual. Someone will help you.',
    allow: 'Allow the camera',
    staff: {
      missing: [
        'Check that the camera is plugged in at both ends.',
        'Try another USB socket.',
        'This screen notices by itself when the camera is back.',
      ],
      blocked: [
        'The browser forbids this page to use the camera.',
        'Allow it in the browser’s site settings, or by its policy.',
        'This screen notices by itself when the camera is allowed.',
      ],
      in_use: [
        'Another program is using the camera. Close it.',
        'If there is none, unplug the camera and plug it in again.',
        'This screen tries again by itself.',
      ],
      not_asked: [
        'The browser has not been allowed to use the camera yet.',
        'Press the button and answer “Allow”. The camera goes off at once.',
      ],
      insecure: [
        'Browsers allow the camera only on the machine of the service, or over https.',
        'Open http://localhost on the machine of the service, or use https.',
      ],
    },
  },

  notConnected: {
    title: 'Not connected',
    lead: 'Please sign in on the iPad as usual. Someone will help you.',
    staff: [
      'This screen keeps trying and comes back by itself.',
      'If it does not: is the Vestibule service running, and the network up?',
    ],
  },

  replaced: {
    title: 'Open in another window',
    lead: 'This kiosk is shown there now, so this window rests.',
    takeOver: 'Use this window instead',
  },

  outdated: {
    title: 'This page is out of date',
    lead: 'Please sign in on the iPad as usual. Someone will help you.',
    staff: ['Reloading did not help. Close the browser and start it again.'],
  },
};
