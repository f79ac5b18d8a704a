import type { Words } from './words.ts';

const hello = (visitor: string | null) => (visitor ? `Olá, ${visitor}` : 'Olá');

export const pt: Words = {
  languageName: 'Português',
  direction: 'ltr',
  language: 'Idioma',
  forStaff: 'Para a equipe',

  starting: { title: 'Um momento, por favor' },

  unpaired: {
    title: 'Conectar esta tela',
    lead: 'Digite o código mostrado pelo comando “kiosk pair”.',
    codeLabel: 'Código de conexão, oito letras',
    submit: 'Conectar',
    busy: 'Verificando…',
    erase: 'Apagar a última letra',
    strayLetter: 'Os códigos não têm vogais nem números.',
    problems: {
      malformed_code: 'O código tem oito letras. Confira, por favor.',
      wrong_code: 'Este código está errado ou já foi usado. Confira ou peça um novo.',
      expired_code: 'Este código expirou. Peça um novo, por favor.',
      too_many_tries: 'Tentativas demais. Espere um minuto e tente de novo.',
      unreachable: 'O serviço não responde. Ele está funcionando?',
      revoked: 'Esta tela foi desconectada. Um código novo a conecta outra vez.',
    },
  },

  idle: {
    kicker: 'Olá',
    title: 'Faça seu registro no iPad, por favor',
    cameraOff: 'A câmera está desligada',
    notice: 'Só liga durante o seu registro, e só olha o seu rosto se você se cadastrou.',
  },

  capture: {
    getReady: 'Preparando a câmera',
    askFirst: 'Podemos usar a câmera?',
    turnOn: 'Ligar a câmera',
    preview: 'Você, como a câmera vê',
    cannotMove: 'Não consigo me mexer',
    dotComes: 'Depois siga um ponto com o nariz.',
    purposes: {
      sign_in: {
        kicker: hello,
        stop: 'Sem câmera, por favor',
        before: 'A câmera vai confirmar que você é a pessoa cadastrada. Nenhuma imagem é guardada.',
        during: 'A câmera confirma que você é a pessoa cadastrada. Nenhuma imagem é guardada.',
        progress: 'Andamento da verificação',
      },
      health_pass: {
        kicker: hello,
        stop: 'Sem câmera, por favor',
        before:
          'A câmera vai ler só o código do seu certificado de saúde. Seu rosto não é olhado e nenhuma imagem é guardada.',
        during:
          'A câmera lê só o código do seu certificado de saúde. Seu rosto não é olhado e nenhuma imagem é guardada.',
        progress: 'Andamento da verificação',
      },
      sign_in_with_pass: {
        kicker: hello,
        stop: 'Sem câmera, por favor',
        before:
          'A câmera vai confirmar que você é a pessoa cadastrada e ler seu certificado de saúde. Nenhuma imagem é guardada.',
        during:
          'A câmera confirma que você é a pessoa cadastrada e lê seu certificado de saúde. Nenhuma imagem é guardada.',
        progress: 'Andamento da verificação',
      },
      enrolment: {
        kicker: (visitor) => (visitor ? `Cadastro de ${visitor}` : 'Cadastro'),
        stop: 'Parar, por favor',
        before:
          'A câmera vai olhar você de três lados. Uma descrição cifrada do seu rosto é guardada, e nenhuma imagem. Se parar, nada é guardado.',
        during:
          'Cadastro em andamento. Uma descrição cifrada do seu rosto é guardada, e nenhuma imagem. Se parar, nada é guardado.',
        progress: 'Andamento do cadastro',
      },
    },
  },

  consent: {
    title: 'A câmera pode reconhecer você da próxima vez?',
    isNew: (name) => `Primeiro cadastro de ${name}.`,
    isKnown: (name) => `${name} já tem cadastro. Novas vistas são acrescentadas a ele.`,
    text: 'Com o que você concordaria',
    otherLanguages: 'Este texto não existe em português. Escolha um idioma que leia:',
    agree: 'Concordo',
    no: 'Não, obrigado',
  },

  guidance: {
    look_here: 'Olhe aqui, por favor',
    step_closer: 'Chegue um pouco mais perto',
    step_back: 'Dê um pequeno passo para trás',
    one_person: 'Uma pessoa de cada vez, por favor',
    centre: 'Fique dentro da forma oval',
    face_camera: 'Olhe para a frente',
    more_light: 'Vire-se para a luz',
    less_light: 'Saia da luz forte',
    hold_still: 'Fique parado um momento',
    open_eyes: 'Abra os olhos, por favor',
    uncover_face: 'Tire óculos escuros, boné ou máscara',
    looking_good: 'Muito bem, fique assim',
    follow_dot: 'Siga o ponto com o nariz',
    turn_a_little_left: 'Vire um pouco a cabeça para a sua esquerda',
    turn_a_little_right: 'Vire um pouco a cabeça para a sua direita',
    turn_back_a_little: 'Nem tanto: volte um pouco',
    show_pass: 'Mostre seu certificado de saúde à câmera',
    show_next_part: 'Obrigado. Agora mostre o próximo código',
    show_other_pass: 'Código não aceito. Tem outro?',
  },

  thinking: {
    title: 'Obrigado',
    lead: 'Um momento, por favor.',
    cameraOff: 'A câmera já está desligada',
  },

  outcomes: {
    welcome: {
      title: (visitor) => (visitor ? `Que bom ver você, ${visitor}` : 'Que bom ver você'),
      lead: 'Tudo pronto. Continue no iPad, por favor.',
    },
    please_wait: {
      title: () => 'Alguém já vem atender você',
      lead: 'Espere aqui um momento, por favor. Não precisa fazer nada.',
    },
    declined: {
      title: () => 'Sem câmera, sem problema',
      lead: 'Você será atendido em pessoa. Espere aqui um momento, por favor.',
    },
    in_person: {
      title: () => 'Não há problema nenhum',
      lead: 'Você será atendido em pessoa. Espere aqui um momento, por favor.',
    },
    try_light: {
      title: () => 'Aqui é difícil ver você',
      lead: 'Alguém já vem. Da próxima vez, mais luz no rosto ajuda.',
    },
    enrolled: {
      title: (visitor) => (visitor ? `Obrigado, ${visitor}` : 'Obrigado'),
      lead: 'Seu cadastro está feito. A câmera está desligada e nenhuma imagem foi guardada.',
    },
    enrolment_failed: {
      title: () => 'Não deu certo',
      lead: 'A câmera está desligada e nada foi guardado. Quem cadastra você pode ver o motivo.',
    },
    enrolment_stopped: {
      title: () => 'Parado',
      lead: 'A câmera está desligada e nada foi guardado.',
    },
  },

  cameraMissing: {
    title: 'A câmera não está disponível',
    lead: 'Faça seu registro no iPad como sempre. Alguém vai ajudar você.',
    allow: 'Permitir a câmera',
    staff: {
      missing: [
        'Veja se a câmera está ligada nas duas pontas.',
        'Tente outra entrada USB.',
        'Esta tela percebe sozinha quando a câmera volta.',
      ],
      blocked: [
        'O navegador proíbe a câmera a esta página.',
        'Permita nas configurações do site ou por política.',
        'Esta tela percebe sozinha.',
      ],
      in_use: [
        'Outro programa está usando a câmera. Feche-o.',
        'Se não houver, desconecte a câmera e conecte de novo.',
        'Esta tela tenta de novo sozinha.',
      ],
      not_asked: [
        'O navegador ainda não pode usar a câmera.',
        'Toque no botão e em “Permitir”. A câmera desliga em seguida.',
      ],
      insecure: [
        'Navegadores só dão a câmera a páginas desta máquina ou com https.',
        'Abra http://localhost na máquina do serviço, ou use https.',
      ],
    },
  },

  notConnected: {
    title: 'Sem conexão',
    lead: 'Faça seu registro no iPad como sempre. Alguém vai ajudar você.',
    staff: [
      'Esta tela continua tentando e volta sozinha.',
      'Se não voltar: o serviço Vestibule e a rede estão funcionando?',
    ],
  },

  replaced: {
    title: 'Aberta em outra janela',
    lead: 'Esta tela agora aparece lá; esta janela descansa.',
    takeOver: 'Usar esta janela',
  },

  outdated: {
    title: 'Esta página está desatualizada',
    lead: 'Faça seu registro no iPad como sempre. Alguém vai ajudar você.',
    staff: ['Recarregar não ajudou. Feche o navegador e abra de novo.'],
  },
};
