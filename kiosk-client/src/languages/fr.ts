import type { Words } from './words.ts';

const hello = (visitor: string | null) => (visitor ? `Bonjour, ${visitor}` : 'Bonjour');

export const fr: Words = {
  languageName: 'Français',
  direction: 'ltr',
  language: 'Langue',
  forStaff: 'Pour le personnel',

  starting: { title: 'Un instant, s’il vous plaît' },

  unpaired: {
    title: 'Associer cet écran',
    lead: 'Saisissez le code affiché par la commande « kiosk pair ».',
    codeLabel: 'Code d’association, huit lettres',
    submit: 'Associer',
    busy: 'Vérification…',
    erase: 'Effacer la dernière lettre',
    strayLetter: 'Les codes n’ont ni voyelle ni chiffre.',
    problems: {
      malformed_code: 'Un code a huit lettres. Veuillez le vérifier.',
      wrong_code: 'Ce code est inexact ou déjà utilisé. Vérifiez-le ou demandez-en un autre.',
      expired_code: 'Ce code a expiré. Veuillez en demander un autre.',
      too_many_tries: 'Trop d’essais. Attendez une minute, puis réessayez.',
      unreachable: 'Le service ne répond pas. Est-il en marche ?',
      revoked: 'Cet écran a été dissocié. Un nouveau code l’associe de nouveau.',
    },
  },

  idle: {
    kicker: 'Bonjour',
    title: 'Veuillez vous enregistrer sur l’iPad',
    cameraOff: 'La caméra est éteinte',
    notice:
      'Elle ne s’allume que pendant votre arrivée et ne regarde votre visage que si vous êtes inscrit.',
  },

  capture: {
    getReady: 'La caméra se prépare',
    askFirst: 'Pouvons-nous utiliser la caméra ?',
    turnOn: 'Allumer la caméra',
    preview: 'Vous, comme la caméra vous voit',
    cannotMove: 'Je ne peux pas bouger',
    dotComes: 'Suivez ensuite un point avec le nez.',
    purposes: {
      sign_in: {
        kicker: hello,
        stop: 'Sans caméra, merci',
        before:
          'La caméra va vérifier que vous êtes la personne inscrite. Aucune image n’est gardée.',
        during: 'La caméra vérifie que vous êtes la personne inscrite. Aucune image n’est gardée.',
        progress: 'Avancement de la vérification',
      },
      health_pass: {
        kicker: hello,
        stop: 'Sans caméra, merci',
        before:
          'La caméra va lire le code de votre pass sanitaire, rien d’autre. Votre visage n’est pas regardé, aucune image n’est gardée.',
        during:
          'La caméra lit le code de votre pass sanitaire, rien d’autre. Votre visage n’est pas regardé, aucune image n’est gardée.',
        progress: 'Avancement de la vérification',
      },
      sign_in_with_pass: {
        kicker: hello,
        stop: 'Sans caméra, merci',
        before:
          'La caméra va vérifier que vous êtes la personne inscrite et lire votre pass sanitaire. Aucune image n’est gardée.',
        during:
          'La caméra vérifie que vous êtes la personne inscrite et lit votre pass sanitaire. Aucune image n’est gardée.',
        progress: 'Avancement de la vérification',
      },
      enrolment: {
        kicker: (visitor) => (visitor ? `Inscription : ${visitor}` : 'Inscription'),
        stop: 'Arrêter, merci',
        before:
          'La caméra va vous regarder de trois côtés. Une description chiffrée de votre visage est gardée, aucune image. Si vous arrêtez, rien n’est gardé.',
        during:
          'Inscription en cours. Une description chiffrée de votre visage est gardée, aucune image. Si vous arrêtez, rien n’est gardé.',
        progress: 'Avancement de l’inscription',
      },
    },
  },

  consent: {
    title: 'La caméra peut-elle vous reconnaître la prochaine fois ?',
    isNew: (name) => `Première inscription de ${name}.`,
    isKnown: (name) => `Il existe déjà une inscription pour ${name}. Des vues y sont ajoutées.`,
    text: 'Ce que vous accepteriez',
    otherLanguages: 'Ce texte n’existe pas en français. Choisissez une langue que vous lisez :',
    agree: 'J’accepte',
    no: 'Non, merci',
  },

  guidance: {
    look_here: 'Regardez ici, s’il vous plaît',
    step_closer: 'Approchez-vous un peu',
    step_back: 'Reculez d’un petit pas',
    one_person: 'Une seule personne, s’il vous plaît',
    centre: 'Placez-vous dans l’ovale',
    face_camera: 'Regardez droit devant vous',
    more_light: 'Tournez-vous vers la lumière',
    less_light: 'Éloignez-vous de la lumière vive',
    hold_still: 'Ne bougez plus un instant',
    open_eyes: 'Ouvrez les yeux, s’il vous plaît',
    uncover_face: 'Retirez lunettes noires, chapeau ou masque',
    looking_good: 'Très bien, restez ainsi',
    follow_dot: 'Suivez le point avec le nez',
    turn_a_little_left: 'Tournez un peu la tête vers votre gauche',
    turn_a_little_right: 'Tournez un peu la tête vers votre droite',
    turn_back_a_little: 'Pas si loin : revenez un peu',
    show_pass: 'Montrez votre pass sanitaire à la caméra',
    show_next_part: 'Merci. Montrez maintenant le code suivant',
    show_other_pass: 'Code non accepté. En avez-vous un autre ?',
  },

  thinking: {
    title: 'Merci',
    lead: 'Un instant, s’il vous plaît.',
    cameraOff: 'La caméra est de nouveau éteinte',
  },

  outcomes: {
    welcome: {
      title: (visitor) => (visitor ? `Bienvenue, ${visitor}` : 'Bienvenue'),
      lead: 'Tout est prêt. Continuez sur l’iPad, s’il vous plaît.',
    },
    please_wait: {
      title: () => 'Quelqu’un arrive dans un instant',
      lead: 'Patientez ici un moment, s’il vous plaît. Vous n’avez rien à faire.',
    },
    declined: {
      title: () => 'Sans caméra, aucun problème',
      lead: 'Quelqu’un va vous accueillir en personne. Patientez ici un moment.',
    },
    in_person: {
      title: () => 'Ce n’est pas un problème',
      lead: 'Quelqu’un va vous accueillir en personne. Patientez ici un moment.',
    },
    try_light: {
      title: () => 'On vous voit mal ici',
      lead: 'Quelqu’un arrive. La prochaine fois, plus de lumière sur le visage aidera.',
    },
    enrolled: {
      title: (visitor) => (visitor ? `Merci, ${visitor}` : 'Merci'),
      lead: 'L’inscription est faite. La caméra est éteinte, aucune image n’a été gardée.',
    },
    enrolment_failed: {
      title: () => 'Cela n’a pas marché',
      lead: 'La caméra est éteinte et rien n’a été gardé. La personne qui vous inscrit voit pourquoi.',
    },
    enrolment_stopped: {
      title: () => 'Arrêté',
      lead: 'La caméra est éteinte et rien n’a été gardé.',
    },
  },

  cameraMissing: {
    title: 'La caméra n’est pas disponible',
    lead: 'Enregistrez-vous sur l’iPad comme d’habitude. Quelqu’un vous aidera.',
    allow: 'Autoriser la caméra',
    staff: {
      missing: [
        'La caméra est-elle branchée aux deux bouts ?',
        'Essayez une autre prise USB.',
        'Cet écran remarque seul le retour de la caméra.',
      ],
      blocked: [
        'Le navigateur interdit la caméra à cette page.',
        'Autorisez-la dans les réglages du site ou par stratégie.',
        'Cet écran le remarque seul.',
      ],
      in_use: [
        'Un autre programme utilise la caméra. Fermez-le.',
        'Sinon, débranchez la caméra et rebranchez-la.',
        'Cet écran réessaie de lui-même.',
      ],
      not_asked: [
        'Le navigateur n’a pas encore accès à la caméra.',
        'Touchez le bouton et « Autoriser ». La caméra s’éteint aussitôt.',
      ],
      insecure: [
        'Les navigateurs ne donnent la caméra qu’en local ou en https.',
        'Ouvrez http://localhost sur la machine du service, ou passez par https.',
      ],
    },
  },

  notConnected: {
    title: 'Non connecté',
    lead: 'Enregistrez-vous sur l’iPad comme d’habitude. Quelqu’un vous aidera.',
    staff: [
      'Cet écran continue d’essayer et revient seul.',
      'Sinon : le service Vestibule et le réseau fonctionnent-ils ?',
    ],
  },

  replaced: {
    title: 'Ouvert dans une autre fenêtre',
    lead: 'Cet écran s’affiche maintenant là-bas ; cette fenêtre se repose.',
    takeOver: 'Utiliser cette fenêtre',
  },

  outdated: {
    title: 'Cette page est périmée',
    lead: 'Enregistrez-vous sur l’iPad comme d’habitude. Quelqu’un vous aidera.',
    staff: ['La recharger n’a pas suffi. Fermez le navigateur et relancez-le.'],
  },
};
