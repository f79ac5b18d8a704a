### Português
###
### Source: written for Vestibule, from en.ftl.
### Licence: MIT, as the rest of Vestibule.

## The page of the front desk.

desk-page = Recepção
desk-page-opening = Um momento …
desk-page-unreachable = O serviço não responde. Esta página tenta de novo sozinha.
desk-page-parts = Partes da recepção
desk-page-log_out = Sair
desk-page-ringing = { $seconds } s: deixar entrar?
desk-page-waiting = ({ $count }) Recepção
desk-page-back = O serviço não respondeu por { $seconds } s. A lista está atualizada de novo.
desk-page-stale = O serviço não responde desde { $time }. Entretanto, o Envoy pode deixar entrar visitantes sem verificação: verifique os documentos à mão até este aviso sumir. Esta página se reconecta sozinha.
desk-page-moved = A lista acabou de se mover. Aponte de novo para a visita e pressione.
desk-trouble-calls_refused = As chamadas do Envoy são recusadas, a última em { $time }: o segredo é provavelmente de outro aplicativo. Entretanto, o Envoy deixa entrar visitantes sem verificação: verifique os documentos à mão e avise o administrador.
desk-trouble-clock_off = O relógio da máquina que verifica os visitantes provavelmente está errado, por isso os registros parecem antigos demais. Avise o administrador.
desk-tab-queue = Em espera
desk-tab-expected = Esperados
desk-tab-history = Histórico
desk-tab-people = Pessoas
desk-tab-manage = Gestão
desk-tab-lobby = Telas
desk-tab-account = Sua conta

desk-do-close = Fechar
desk-do-discard = Descartar
desk-do-managers = Só gerentes: { $acts }
desk-do-save = Salvar
desk-do-send = Enviar
desk-do-no = Não
desk-do-undo = Desfazer
desk-do-add = Adicionar
desk-do-remove = Remover
desk-do-copy = Copiar
desk-do-copied = Copiado
desk-do-show = Mostrar
desk-do-choose = escolher
desk-none = —
desk-never = nunca
desk-hours = { $hours } h { $minutes } min
desk-minutes = { $minutes } min
desk-minutes-none = agora

desk-fault-unreachable = O serviço não responde. Tente de novo em um momento.
desk-fault-outdated = Esta página é mais antiga que o serviço. Recarregue-a.
desk-fault-unknown = Algo deu errado.
desk-fault-not_alike = As duas senhas não são iguais.

desk-login-account = Conta
desk-login-password = Senha
desk-login-log_in = Entrar
desk-login-ended = Sua sessão terminou às { $time }. Entre de novo.
desk-login-oidc = Entrar com a conta da empresa
desk-login-no_account = Ainda sem conta, ou esqueceu a senha? Um gerente cria um link para você em “Gestão”, ou a pessoa que cuida do Vestibule.
desk-login-choose = Escolha uma senha de pelo menos 12 caracteres. Várias palavras são mais fáceis de lembrar.
desk-login-new = Nova senha
desk-login-again = Mais uma vez
desk-login-set = Definir senha e entrar
desk-login-begin_again = Demorou demais, ou foi iniciado em outro navegador. Comece de novo.
desk-login-not_admitted = A conta da sua empresa não pode usar a recepção. Peça uma função à pessoa que cuida do Vestibule.
desk-login-provider_unreachable = O login da sua empresa não responde. Tente de novo em um momento.
desk-login-provider_refused = O login da sua empresa não deixou você entrar.
desk-login-provider_failed = O login da sua empresa enviou uma resposta que não é confiável. Avise a pessoa que cuida do Vestibule.

desk-account-who = { $name }, usuário { $login }, função: { $role }. Sua sessão vale até { $until }.
desk-account-language = Idioma
desk-account-card = Imprimir o cartão com as seis situações comuns
desk-account-by_provider = Você entra pelo provedor da sua organização; aqui não há senha.
desk-account-password = Senha
desk-account-current = Senha atual
desk-account-new = Nova senha, com pelo menos 12 caracteres
desk-account-again = Nova senha mais uma vez
desk-account-changed = Sua senha foi alterada. Você saiu de todos os lugares, menos daqui.
desk-account-change = Alterar senha
desk-role-reception = recepção
desk-role-manager = gerente
desk-role-auditor = auditoria
desk-role_long-reception = recepção: atende os visitantes
desk-role_long-manager = gerente: isso, e cadastra, apaga e administra
desk-role_long-auditor = auditoria: lê e não altera nada

desk-bar-place = Local
desk-bar-every_place = Todos os locais
desk-bar-find = Procurar alguém
desk-find-found = Encontrados
desk-find-nobody = Ninguém: não espera, não é esperado hoje, não está cadastrado e não houve visita nos últimos 30 dias.
desk-bar-alerts = Som e avisos
desk-bar-silent = Sem som: ativar
desk-bar-unchecked = { $name }: ninguém é verificado
desk-queue-now = Na câmera
desk-queue-waiting = Esperando você
desk-queue-waiting_count = Esperando você ({ $count })
desk-queue-sound = Som quando alguém é retido
desk-queue-notify = Aviso quando é preciso responder na hora
desk-queue-empty = Ninguém está esperando.
desk-queue-closed = Encerrados
desk-queue-starting = A câmera está ligando.
desk-queue-nameless = Nome desconhecido
desk-queue-to_see = para { $host }
desk-queue-employee = Funcionário
desk-queue-times =
    { $count ->
        [one] retido { $count } vez
        [many] retido { $count } vezes
       *[other] retido { $count } vezes
    }
desk-queue-ended_at = { $how }, às { $time }
desk-queue-by = { $how } ({ $name })
desk-queue-seen_to = Atendido
desk-queue-let_in_waiting = Entrou enquanto o Envoy esperava
desk-queue-now_nobody = Ninguém no momento
desk-list-order = Ordem
desk-list-longest = Quem espera há mais tempo
desk-list-latest = Os últimos primeiro
desk-list-name = Por nome
desk-list-compact = Compacto
desk-list-procedure = Siga o procedimento
desk-list-document = Verifique um documento
desk-list-nobody = Ninguém em espera corresponde à busca.
desk-list-new_alarms = { $number } para ver · mostrar
desk-outcome-let_in = Documento conferido, entrada permitida
desk-outcome-turned_away = Recusado
desk-outcome-left = Foi embora
desk-outcome-enrolled = Cadastrado
desk-outcome-held_again = Retido de novo em um registro posterior
desk-outcome-let_in_later = Entrou em um registro posterior
desk-outcome-signed_out = Saída registrada no Envoy
desk-outcome-office_closed = Ainda esperava quando o escritório fechou
desk-row-let_in = Deixar entrar
desk-row-let_in_checked = Documento conferido: deixar entrar · { $name }
desk-row-waiting_for = espera há
desk-row-open_envoy = Abrir no Envoy
desk-row-part = Não é o mesmo visitante
desk-row-change_note = Alterar nota
desk-row-add_note = Adicionar nota
desk-row-note = Nota
desk-row-open = Abrir
desk-row-unanswered = recepção consultada às { $time }, sem resposta
desk-row-with_them = { $name } está com a visita
desk-row-host_told = anfitrião avisado às { $time } ({ $name })
desk-row-has_note = nota: { $note }
desk-row-approve = Aprove também a entrada no Envoy: até lá, o Envoy faz a visita esperar.
desk-row-why = Por que a entrada é permitida? Sua resposta fica registrada.
desk-detail = Visita
desk-today = Hoje
desk-today-let_in = Entraram
desk-today-held = Enviados à recepção
desk-today-next = Quem vem em seguida
desk-today-nobody = Ninguém mais está anunciado para hoje.
desk-days-yesterday = Ontem
desk-days-tomorrow = Amanhã
desk-days-week = 7 dias
desk-days-other = Outros dias
desk-act-let_in = Documento conferido: deixar entrar
desk-act-enrolled = Cadastro feito: deixar entrar
desk-act-left = Foi embora
desk-act-turned_away = Recusar a entrada
desk-act-with = Estou com a visita
desk-act-not_with = Não estou mais com a visita
desk-fact-host = Anfitrião
desk-fact-arrived = Entrada
desk-fact-at = { $time }, { $place }
desk-fact-waiting = espera: { $time }
desk-fact-email = E-mail
desk-fact-employee = N.º de funcionário
desk-fact-phone = Telefone
desk-fact-company = Empresa
desk-fact-document = Documento
desk-fact-document_name = Nome no documento
desk-document-passport = Passaporte de { $state }
desk-document-card = Documento de identidade de { $state }
desk-document-licence = Carteira de motorista no celular, de { $state }
desk-document-pid = Documento no celular, de { $state }
desk-document-until = válido até { $day }
desk-document-class-genuine = autêntico
desk-document-class-copy_not_excluded = cópia não excluída
desk-document-class-not_verified = não verificado
desk-document-class-expired = vencido
desk-document-class-revoked = retirado pelo Estado
desk-document-face-matches = o rosto corresponde à foto
desk-document-face-differs = o rosto não corresponde à foto
desk-document-face-not_compared = rosto não comparado
desk-fact-expected = Esperado
desk-fact-not_expected = não anunciado
desk-fact-enrolled = Cadastro
desk-fact-not_enrolled = ninguém com este nome ou e-mail
desk-fact-enrolled_since = { $name }, desde { $day }
desk-fact-visits = Últimas visitas
desk-fact-same_name = Mesmo nome
desk-visitor-all = Todas as visitas com este nome ou e-mail
desk-visitor-visits = Visitas com este nome ou e-mail
desk-visitor-enrolled = Abrir a pessoa cadastrada:
desk-visitor-not_enrolled = Ninguém está cadastrado com este nome ou e-mail. Outras pessoas podem ter o mesmo nome: compare um documento.
desk-visitor-none = Nenhuma visita com este nome ou e-mail está guardada. Verifique um documento, como em uma primeira visita.
desk-visitor-cut = Pode haver visitas mais antigas: procure-as no histórico.
desk-story-unanswered = A recepção foi consultada e ninguém respondeu
desk-story-host = Anfitrião avisado por { $name }
desk-listed = Registros de listas oficiais
desk-listed-alike = nome { $percent } % semelhante
desk-listed-by-email = encontrado pelo e-mail
desk-listed-by-domain = encontrado pelo domínio do e-mail
desk-listed-by-phone = encontrado pelo telefone
desk-listed-by-company = encontrado pela empresa
desk-listed-by-name = encontrado pelo nome
desk-listed-birth-agrees = a data de nascimento confere
desk-listed-birth-differs = a data de nascimento difere
desk-listed-birth-not_listed = sem data de nascimento na lista
desk-listed-birth-not_asked = data de nascimento não perguntada
desk-listed-country-agrees = o país confere
desk-listed-country-differs = o país difere
desk-listed-country-not_listed = sem país na lista
desk-listed-country-not_asked = país não perguntado
desk-listed-aliases = Também chamado
desk-listed-born = Nascimento
desk-listed-countries = Países
desk-listed-entry = Registro
desk-listed-gone = Este registro não está mais na lista.
desk-listed-dismissed = { $name } disse em { $time }: não é a mesma pessoa.
desk-listed-follows = De agora em diante este registro não retém { $name } quando a câmera reconhece o rosto. Termina se o registro ou o nome mudar.
desk-listed-not_them = Não é a mesma pessoa
desk-news-waits = { $name } espera: { $why }
desk-news-waits_again = { $name } espera de novo: { $why }
desk-news-closed = { $name }: { $how }
desk-dock = Últimas ações
desk-ring-label = Espera sua resposta
desk-ring-title = Deixar { $name } entrar?
desk-ring-nameless = Deixar este visitante entrar?
desk-ring-seconds = { $seconds } s
desk-ring-enrolled = desde { $day }
desk-ring-last = última entrada: { $at }
desk-ring-what_to_do = Olhe o visitante e o documento de identidade. Sem resposta, ele fica retido como de costume.
desk-ring-let_in = Documento conferido: abrir agora
desk-ring-hold = Reter
desk-ring-notification = Recepção: deixar entrar?
desk-ring-notification_text = Um visitante espera sua resposta agora.
desk-keys = Teclas
desk-keys-again = { $name }: { $act }? Pressione { $key } de novo.
desk-key-ArrowDown = próximo visitante
desk-key-ArrowUp = visitante anterior
desk-key-Enter = abrir
desk-key-n = nota (ficha aberta)
desk-key-save = salvar a nota
desk-key-t = recusar a entrada (ficha aberta)
desk-key-l = foi embora (ficha aberta)
desk-key-help = esta lista
desk-key-i = deixar entrar (ficha aberta)
desk-key-z = desfazer a última ação
desk-key-h = avisar o anfitrião (ficha aberta)
desk-key-w = estou com a visita (ficha aberta)
desk-key-find = procurar
desk-key-Escape = fechar a ficha
desk-key-r = ir ao visitante que chama; Enter deixa entrar
desk-guidance-look_here = ainda sem rosto
desk-guidance-step_closer = longe demais
desk-guidance-step_back = perto demais
desk-guidance-one_person = várias pessoas
desk-guidance-centre = fora do centro
desk-guidance-face_camera = olha para o lado
desk-guidance-more_light = escuro demais
desk-guidance-less_light = claro demais
desk-guidance-hold_still = desfocado
desk-guidance-open_eyes = olhos fechados
desk-guidance-uncover_face = rosto talvez coberto
desk-guidance-looking_good = o rosto está sendo comparado
desk-guidance-follow_dot = pedido: seguir o ponto
desk-guidance-turn_a_little_left = pedido: virar um pouco à esquerda
desk-guidance-turn_a_little_right = pedido: virar um pouco à direita
desk-guidance-turn_back_a_little = pedido: voltar um pouco
desk-guidance-show_pass = pedido: mostrar o certificado de saúde
desk-guidance-show_next_part = pedido: mostrar a próxima parte
desk-guidance-show_other_pass = pedido: mostrar outro certificado

desk-steps = Primeiros passos
desk-steps-secret = O segredo do cliente é o do Envoy. A pessoa que cuida do Vestibule o grava.
desk-steps-reached = Uma chamada do Envoy chega pelo túnel.
desk-steps-envoy = O Envoy envia seus registros para cá. A pessoa que cuida do Vestibule conecta isso uma vez.
desk-steps-told = Alguém recebe uma mensagem quando um visitante é retido.
desk-steps-screen = Há uma tela pareada.
desk-steps-consent = Há um texto de consentimento publicado.
desk-steps-enrolled = Há alguém cadastrado.
desk-steps-done = Feito:
desk-steps-to_do = A fazer:
desk-steps-show = Mostrar

desk-host-tell = Avisar o anfitrião
desk-host-nobody = Nada pode ser enviado daqui: o Envoy não informou o e-mail do anfitrião, ou não há servidor de e-mail nem canal configurado.
desk-host-to = Para
desk-host-message = Mensagem
desk-host-text = { $visitor } está na recepção. Por favor, venha ou ligue para nós.
desk-host-text_at = { $visitor } está na recepção ({ $place }). Por favor, venha ou ligue para nós.
desk-host-your_visitor = Sua visita
desk-host-written = Para { $to }, { $time }: { $state }
desk-host-waiting = a caminho
desk-host-sent = enviada
desk-host-given_up = não pôde ser entregue
desk-host-forgotten = apagada antes do envio

desk-history-decided = Registros decididos
desk-history-time = Hora
desk-history-visitor = Visitante
desk-history-host = Anfitrião
desk-history-lobby = Local
desk-history-answer = Resposta
desk-history-why = Motivo
desk-history-outcome = Resultado
desk-history-none = Nenhum registro corresponde a estes filtros.
desk-history-widen = Ver os últimos 7 dias
desk-history-totals = À recepção: { $held } · entraram: { $let_in }
desk-history-more = Mostrar mais
desk-history-from = De
desk-history-to = Até
desk-history-all = todos
desk-history-held = retido
desk-history-let_in = entrou
desk-history-reason = Motivo
desk-history-name = Nome
desk-history-csv = Salvar como CSV
desk-history-asked = O Envoy perguntou: { $at }.
desk-history-frames =
    { $count ->
        [one] A câmera enviou { $count } imagem; boas o bastante para comparar: { $usable }.
        [many] A câmera enviou { $count } imagens; boas o bastante para comparar: { $usable }.
       *[other] A câmera enviou { $count } imagens; boas o bastante para comparar: { $usable }.
    }
desk-history-check = { $check }, após { $seconds } s: { $why }
desk-history-passed = Aprovado.
desk-history-was_let_in = Resposta após { $seconds } s: entrou.
desk-history-was_held = Resposta após { $seconds } s: retido para a recepção.
desk-history-waits = ainda espera
desk-history-ended = { $how }, { $at }.
desk-history-note = Nota: { $note }
desk-check-face = Rosto
desk-check-watchlist = Lista de observação
desk-check-health_pass = Certificado de saúde
desk-check-personal_code = Código pessoal
desk-check-document = Documento
desk-check-remote_list = Lista externa
desk-check-identity_document = Documento de identidade
desk-check-recent = Hora da chamada
desk-check-none = Nada exigido
desk-check-held = Verificações exigidas
desk-part-sign_ins = Registros
desk-part-numbers = Números da semana
desk-part-accounts = Contas
desk-part-screens = Telas
desk-part-lists = Listas de observação
desk-part-texts = Textos de consentimento
desk-numbers = Números da semana
desk-numbers-before = Semana anterior
desk-numbers-after = Semana seguinte
desk-numbers-none = Nenhum registro foi decidido nesta semana.
desk-numbers-cut = Houve mais registros do que os contados aqui: contam os últimos.
desk-numbers-let_in = Liberados
desk-numbers-held = Enviados à recepção
desk-numbers-waited = Espera típica
desk-numbers-longest = Maior espera
desk-numbers-retries = De novo à recepção
desk-numbers-not_moved = Não se moveram como pedido
desk-numbers-cannot_move = Não podem se mover
desk-numbers-count = Número
desk-numbers-by_day = Por dia
desk-numbers-by_hour = Por hora
desk-numbers-by_place = Por local
desk-numbers-by_reason = Por que foram à recepção
desk-numbers-by_outcome = Como as visitas terminaram

desk-expected-today = Esperados hoje
desk-expected-day = Dia
desk-expected-find = Visitante ou anfitrião
desk-expected-only_not_enrolled = Não cadastrados
desk-expected-only_listed = Em uma lista
desk-expected-visitors = Visitantes esperados
desk-expected-location = Local
desk-expected-face = Verificação facial
desk-expected-checked_in = Registro
desk-expected-nobody = Ninguém com esse nome é esperado.
desk-expected-none = O Envoy não anunciou nenhum visitante para este dia. Se você espera alguém, pergunte à pessoa que cuida do Vestibule se o Envoy envia os convites para cá.
desk-expected-cut = São esperadas mais pessoas do que as mostradas aqui.
desk-expected-now = Agora
desk-expected-next = Mais tarde
desk-expected-late = Atrasados
desk-expected-here = Já chegaram
desk-expected-invite = Convidar a se cadastrar
desk-enrolled-enrolled = cadastrado
desk-enrolled-consent_needed = renovar o consentimento
desk-enrolled-expired = cadastro expirado
desk-enrolled-photos_needed = precisa de fotos novas
desk-enrolled-unclear = não está claro quem é
desk-enrolled-not_enrolled = não cadastrado
desk-enrolled-opted_out = não quer verificação facial
desk-enrolled-unknown = apagado
desk-visit-expected = esperado
desk-visit-overdue = atrasado
desk-visit-let_in = entrou
desk-visit-held = espera na recepção
desk-visit-seen_to = atendido
desk-visit-arrived = registrado
desk-visit-at = { $state }, { $time }

desk-lists = Listas de observação
desk-lists-stays = A lista em vigor continua até alguém decidir.
desk-lists-accept = Pôr a nova lista em vigor
desk-lists-reject = Rejeitar
desk-lobby-screen = Tela
desk-lobby-state = Estado
desk-lobby-camera = Câmera
desk-lobby-none = Nenhuma tela está pareada.
desk-lobby-check_up = Verificação geral
desk-lobby-takes = A verificação leva alguns segundos …
desk-lobby-fine =
    { $count ->
        [one] { $count } verificação em ordem
        [many] { $count } verificações em ordem
       *[other] { $count } verificações em ordem
    }
desk-lobby-for_administrator = Para a pessoa que cuida do Vestibule: Troubleshooting, “{ $heading }”.
desk-lobby-test = Testar a câmera
desk-lobby-connected = conectada, { $camera }
desk-lobby-connected_busy = conectada, { $camera }, em uso por um visitante
desk-lobby-not_connected = sem conexão: veja se está ligada e mostra sua página
desk-lobby-camera_lacking = Veja se há uma câmera conectada e permitida ali. Quem precisa da câmera aqui fica retido.
desk-lobby-other_camera = Esta tela tem outra câmera que não a registrada, ou uma a mais, por isso ninguém é verificado ali: { $camera }. Olhe a tela. Se a câmera não for sua, desconecte-a e chame a pessoa que cuida do Vestibule.
desk-lobby-is_ours = É a nossa câmera
desk-lobby-two_cameras_not_set_up = São necessárias duas câmeras, e elas não estão ajustadas. Quem precisa da câmera aqui fica retido.
desk-lobby-two_cameras_set_up = Duas câmeras, a cerca de { $centimetres } cm.
desk-lobby-two_cameras_moved = Uma das duas câmeras foi movida. Ajuste-as de novo.
desk-lobby-phone_no_trust_list = Aqui não se oferece o documento do celular: nenhuma lista de emissores foi importada.
desk-lobby-phone_unsupported = Aqui não se oferece o documento do celular: o navegador desta tela não pode pedi-lo.
desk-lobby-phone_no_bluetooth = Aqui não se oferece o documento do celular: a máquina desta tela não tem adaptador Bluetooth.
desk-lobby-phone_offline = Aqui não se oferece o documento do celular: a máquina desta tela está sem rede.
desk-lobby-set_up_cameras = Ajustar as câmeras
desk-lobby-first_camera = Primeira câmera
desk-lobby-second_camera = Segunda câmera
desk-camera-ready = câmera pronta
desk-camera-missing = sem câmera
desk-camera-blocked = câmera não permitida
desk-camera-in_use = câmera usada por outro programa
desk-camera-unknown = câmera desconhecida
desk-light-green = bom
desk-light-amber = a verificar
desk-light-red = ruim

desk-people-find = Nome, e-mail ou número de funcionário
desk-people-only = Mostrar
desk-people-only-all = Todas as pessoas
desk-people-only-ask_again = Pedir novo consentimento
desk-people-only-ended = Consentimento ou cadastro encerrado
desk-people-only-face_off = Verificação facial desativada
desk-people-only-no_email = Sem e-mail
desk-people-only-no_photos = Sem foto utilizável
desk-people-enrol = Cadastrar alguém
desk-people-enrol_many = Cadastrar várias pessoas
desk-people-listed = Pessoas cadastradas
desk-people-known_by = Conhecido por
desk-people-consent = Consentimento
desk-people-expires = Expira
desk-people-photos = Fotos
desk-people-last = Última entrada
desk-people-none = Ninguém cadastrado corresponde à busca.
desk-people-empty = Ninguém está cadastrado ainda.
desk-people-pages = Páginas
desk-people-previous = Anterior
desk-people-next = Próxima
desk-people-page =
    { $count ->
        [one] Página { $page } de { $pages }, { $count } pessoa
        [many] Página { $page } de { $pages }, { $count } pessoas
       *[other] Página { $page } de { $pages }, { $count } pessoas
    }
desk-people-employeeId = funcionário { $text }
desk-consent-stands = em vigor
desk-consent-outdated = dado a um texto anterior: peça de novo
desk-consent-withdrawn = retirado
desk-consent-run_out = expirado
desk-way-desk = na recepção
desk-way-paper = em papel
desk-way-screen = na tela

desk-person-somebody = Pessoa cadastrada
desk-person-name_only = Só pelo nome
desk-person-facts = { $known } · cadastro: { $enrolled } · expira: { $expires } · última entrada: { $used }
desk-person-photos =
    { $count ->
        [one] { $count } foto.
        [many] { $count } fotos.
       *[other] { $count } fotos.
    }
desk-person-photos_former = Outras foram feitas para um modelo anterior.
desk-person-consent = Consentimento: { $state }.
desk-person-face_off = A verificação facial está desligada: tentativas demais falharam seguidas com este nome. Veja no histórico quem tentou antes de religar.
desk-person-code = Há um código pessoal configurado.
desk-person-no_code = Não há código pessoal configurado.
desk-person-text = texto “{ $version }”
desk-person-no_text = não havia texto publicado então
desk-person-read_in = lido em { $language }
desk-person-until = até { $day }
desk-person-withdrawn = retirado em { $day }
desk-person-sign_ins =
    { $count ->
        [one] Registros com este nome (o último)
        [many] Registros com este nome (os últimos { $count })
       *[other] Registros com este nome (os últimos { $count })
    }
desk-person-add_photos = Adicionar fotos
desk-person-correct = Corrigir dados
desk-person-renew = Renovar consentimento
desk-person-withdraw = Retirar consentimento
desk-person-export = Exportar
desk-person-opt_out = Sem verificação facial
desk-person-face_on = Religar a verificação facial
desk-person-reset_code = Redefinir o código pessoal
desk-person-erase = Apagar
desk-person-add_these = Adicionar estas
desk-person-take_them = Tirar com esta câmera
desk-person-photos_added = As fotos foram adicionadas.
desk-person-unchanged = Nada foi alterado.
desk-person-corrected = Os dados foram corrigidos.
desk-person-consent_until = Último dia do consentimento (vazio: sem fim)
desk-person-save_consent = Salvar consentimento
desk-person-about_erasing = Apaga { $name } e o rosto para sempre. Os registros passados ficam, sem nome. Não pode ser desfeito.
desk-person-type_name = Digite o nome para confirmar: { $name }
desk-person-erase_now = Apagar { $name } para sempre
desk-person-receipt = O recibo, que não contém nome nem rosto, foi salvo.
desk-person-restore = Desfazer a retirada
desk-person-opt_in = Voltar a permitir a verificação
desk-person-about_withdrawing = A câmera fica desligada para { $name } a partir de agora. A limpeza apaga a pessoa e seu rosto no próximo início do serviço ou em 24 horas. Até lá, você pode desfazer aqui.
desk-person-about_opting_out = A câmera fica desligada para { $name } a partir de agora. O cadastro continua. Você pode desfazer aqui.

desk-enrol-name = Nome completo, como digita no iPad
desk-enrol-email = E-mail
desk-enrol-employeeId = Número de funcionário do Envoy, para funcionários
desk-enrol-until = Último dia do cadastro (vazio: sem fim)
desk-enrol-how_agreed = Como e quando concordou
desk-enrol-example = formulário assinado, 25/11/2026
desk-enrol-where_agreed = Onde concordou
desk-enrol-send = Cadastrar com as fotos
desk-enrol-camera = Cadastrar com esta câmera
desk-enrol-check = Só verificar as fotos
desk-enrol-document = Vi o documento de identidade (necessário quando nenhuma foto anterior diz quem é; fica registrado com o seu nome)
desk-enrol-personal_code = Com esta câmera: configurar também um código pessoal (para o aplicativo autenticador do próprio telefone; só a tela da recepção o mostra)
desk-enrol-photos = Fotos: só esta pessoa, de frente (até { $count })
desk-enrol-judged = { $file }, com a avaliação
desk-enrol-limit = { $value } (limite { $limit })
desk-photo-good = boa
desk-photo-refused = insuficiente
desk-photo-repeated = conta uma vez: é a mesma imagem que outra
desk-enrol-nothing = Nada foi salvo.
desk-enrol-show_them = Ver pessoa
desk-enrol-enrolled =
    { $count ->
        [one] Cadastro feito com { $count } foto.
        [many] Cadastro feito com { $count } fotos.
       *[other] Cadastro feito com { $count } fotos.
    }
desk-enrol-updated =
    { $count ->
        [one] { $count } foto adicionada.
        [many] { $count } fotos adicionadas.
       *[other] { $count } fotos adicionadas.
    }
desk-enrol-unchanged = Nada foi alterado: não havia nada novo.
desk-enrol-twins = Gêmeos, ou só parecidos
desk-import-how = Dê a cada foto o nome da pessoa, com um número se houver várias (“Ada Exemplo 2.jpg”), ou ponha as fotos de cada um em uma pasta com o nome. Uma lista entre os arquivos (CSV) também pode dizer o e-mail e como cada um concordou.
desk-import-two_lists = Há várias listas. Escolha uma.
desk-import-files = Fotos, e uma lista se houver
desk-import-folder = Ou uma pasta com elas
desk-import-empty = Não há fotos entre estes arquivos.
desk-import-enrol =
    { $count ->
        [one] Cadastrar { $count } pessoa
        [many] Cadastrar { $count } pessoas
       *[other] Cadastrar { $count } pessoas
    }
desk-import-again =
    { $count ->
        [one] Tentar de novo: { $count } pessoa
        [many] Tentar de novo: { $count } pessoas
       *[other] Tentar de novo: { $count } pessoas
    }
desk-import-stop = Parar depois desta
desk-import-save_refused = Salvar quem não foi cadastrado e por quê
desk-import-so_far =
    { $count ->
        [one] { $count } pessoa: { $enrolled } cadastrada, { $refused } não, { $left } a fazer.
        [many] { $count } pessoas: { $enrolled } cadastradas, { $refused } não, { $left } a fazer.
       *[other] { $count } pessoas: { $enrolled } cadastradas, { $refused } não, { $left } a fazer.
    }
desk-import-listed = Pessoas a cadastrar
desk-import-result = Resultado
desk-import-leave_out = Deixar de fora as fotos recusadas
desk-import-missing = { $file } não está entre os arquivos.
desk-import-too_many = Há { $count } fotos. Dê no máximo { $most }.
desk-import-too_large = As fotos são grandes demais: { $each } MB cada, { $all } MB ao todo. Salve menores.
desk-lobby_enrol-new = Cadastrando { $name }, pessoa nova, em { $screen }:
desk-lobby_enrol-known = Adicionando imagens ao cadastro de { $name } em { $screen }:
desk-lobby_enrol-waiting = Esperando a tela.
desk-lobby_enrol-asking = A tela mostra o texto de consentimento e pergunta se concorda.
desk-lobby_enrol-posing = Diante da câmera: { $taken } de 3 imagens.
desk-lobby_enrol-posing_short = Diante da câmera: { $taken } de 3 imagens; { $short }.
desk-lobby_enrol-code = Todas as imagens foram feitas. O código pessoal está sendo configurado na tela.
desk-lobby_enrol-interrupted = Alguém está se registrando e tem a câmera primeiro. Depois continua.
desk-lobby_enrol-storing = Todas as imagens foram tiradas. Um momento …
desk-lobby_enrol-enrolled = Cadastrado. Da próxima vez a câmera vai conhecer.
desk-lobby_enrol-ended = Nada foi salvo.
desk-lobby_enrol-stop = Parar
desk-lobby_enrol-screen = Em qual tela está?
desk-lobby_enrol-away = { $name } (sem conexão)
desk-offer-manager_knows = Se for outra pessoa, ofereça de novo e diga. Se for a mesma pessoa, acrescente fotos a esse registro.
desk-offer-ask_manager = Um gerente pode dizer quem é e oferecer de novo.
desk-offer-offer = Oferecer cadastro
desk-offer-from_document = Cadastrar com este documento
desk-offer-without_document = Cadastrar sem o documento
desk-offer-document_name = Nome no documento que a tela verificou: { $name }
desk-offer-shown = { $name } mostrou há pouco um documento autêntico.
desk-offer-name = Nome completo, como no documento
desk-offer-signed_in = Como se registrou: { $email }
desk-offer-signed_in_id = Como se registrou: { $email }, número de funcionário { $id }
desk-offer-no_email = sem e-mail
desk-offer-checked = Conferi o documento
desk-offer-new = Isto cadastra uma pessoa nova.
desk-offer-known = Isto altera o cadastro de { $name }, que já existe: imagens são adicionadas se for o rosto dessa pessoa.

desk-accounts = Contas
desk-accounts-listed = Quem pode usar a recepção
desk-accounts-name = Nome
desk-accounts-login = Usuário
desk-accounts-role = Função
desk-accounts-last = Último acesso
desk-accounts-change = Alterar
desk-accounts-you = Você
desk-accounts-active = nunca entrou
desk-accounts-link_open = tem um link, ainda sem senha
desk-accounts-link_expired = o link expirou
desk-accounts-link = Com este link, { $name } (usuário { $login }) escolhe uma senha. Vale uma vez, até { $until }. Não dê a mais ninguém; não será mostrado de novo.
desk-accounts-role_of = Função de { $name }
desk-accounts-new_link = Novo link
desk-accounts-revoke = Revogar
desk-accounts-revoke_now = Revogar { $name }
desk-accounts-add = Adicionar conta
desk-accounts-login_field = Usuário (vazio: a partir do nome)
desk-screens-connected = { $name }, conectada
desk-screens-not_connected = { $name }, sem conexão
desk-screens-unpair = Desparear
desk-screens-unpair_now = Desparear { $name }
desk-screens-pair = Parear uma tela
desk-screens-name = Nome, como Saguão
desk-screens-serves = Atende
desk-screens-every_place = todos os locais
desk-screens-make_code = Criar código
desk-screens-code = Abra { $address } na tela “{ $name }” e digite este código. Vale uma vez, até { $time }.
desk-places = Dar nome a um local
desk-places-about = O Envoy só informa o número destes locais. O nome aparece na recepção e nas mensagens; as regras não dependem dele.
desk-places-place = Local
desk-places-name = Nome (vazio: mostrar o número)
desk-places-save = Salvar nome
desk-place-unnamed = Local { $id }
desk-own_list = Lista de observação
desk-own_list-empty = Não há ninguém na sua lista.
desk-own_list-find = Buscar na sua lista
desk-own_list-not_found = Nenhum item da sua lista corresponde.
desk-own_list-listed = Sua lista
desk-own_list-found_by = Encontrado por
desk-own_list-why = Motivo
desk-own_list-added = Adicionado
desk-own_list-until = Até
desk-own_list-no_end = sem fim
desk-own_list-acts = Alterar ou remover
desk-own_list-remove_now = Remover de vez
desk-own_list-others = Listas externas em uso
desk-own_list-none = Nenhuma.
desk-own_list-dated = { $entries } entradas, de { $date }, importada em { $imported }.
desk-own_list-undated = { $entries } entradas, sem data, importada em { $imported }.
desk-own_list-age =
    { $count ->
        [one] Tem { $count } dia.
        [many] Tem { $count } dias.
       *[other] Tem { $count } dias.
    }
desk-own_list-overdue = Está atrasada: é preciso importar uma mais nova.
desk-own_list-fetch_failed = As últimas { $times } transferências falharam. Avise a pessoa que cuida do Vestibule: o guia explica o motivo em “Finding watchlist_fetch”.
desk-own_list-add = Adicionar alguém
desk-own_list-add_form = Adicionar à lista de observação
desk-own_list-about = Quem corresponde é retido, e a tela não diz por quê. Data de nascimento e país restringem um nome, se o formulário os pede.
desk-own_list-name = Nome completo
desk-own_list-aliases = Outros nomes, separados por ponto e vírgula
desk-own_list-birthDate = Data de nascimento
desk-own_list-country = País ou código
desk-own_list-email = E-mail
desk-own_list-domain = Domínio de e-mail: todos de lá
desk-own_list-phone = Telefone, com +
desk-own_list-company = Empresa: todos de lá
desk-own_list-note = Motivo: a recepção vai perguntar
desk-own_list-last_day = Último dia na lista (vazio: sem fim)
desk-own_list-add_now = Adicionar à lista
desk-own_list-face = o rosto
desk-own_list-face_about = Um rosto precisa de uma base legal, porque a pessoa não consentiu. O serviço olha as fotos e as esquece. O rosto só é comparado numa verificação que acontece de qualquer forma.
desk-own_list-legalBasis = Base legal: o que permite guardar o rosto
desk-own_list-remove_face = Remover o rosto
desk-own_list-change_form = Alterar um item
desk-own_list-import = Importar uma tabela
desk-own_list-import_about = Escolha um arquivo CSV. A primeira linha nomeia as colunas; só “note” é necessária. Cada linha é adicionada por si. As linhas com erros aparecem aqui, e nada é adicionado duas vezes.
desk-own_list-template = Salvar um modelo
desk-own_list-file = Arquivo CSV
desk-own_list-imported = { $added } adicionadas, { $refused } não adicionadas.
desk-own_list-row = Linha { $row }: { $why }
desk-text = Texto de consentimento
desk-text-form = Publicar um texto de consentimento
desk-text-publish = Publicar um texto
desk-text-about = Na versão em vigor, um texto é uma tradução, e ninguém é perguntado de novo. Em uma versão nova, substitui o texto anterior.
desk-text-version = Versão, como 2026-11
desk-text-language = Idioma
desk-text-text = Texto
desk-text-publish_now = Publicar
desk-text-publish_version = Publicar a nova versão
desk-text-publish_translation = Publicar a tradução
desk-text-asks_nobody = Nova versão: ninguém está cadastrado ainda.
desk-text-asks =
    { $count ->
        [one] Nova versão: { $count } pessoa cadastrada será perguntada de novo, com a câmera desligada até concordar.
        [many] Nova versão: { $count } pessoas cadastradas serão perguntadas de novo, com a câmera desligada até concordarem.
       *[other] Nova versão: { $count } pessoas cadastradas serão perguntadas de novo, com a câmera desligada até concordarem.
    }
desk-text-none = Nenhum texto foi publicado ainda.
desk-text-current = Versão “{ $version }”, { $language }
desk-text-current_unsaid = Versão “{ $version }”, idioma não informado
desk-text-before = Antes: versão “{ $version }”, publicada em { $day }

desk-said-malformed = Preencha todos os campos.
desk-said-wrong_login = Usuário e senha não combinam. Se esqueceu a sua, peça um novo link.
desk-said-bad_link = Este link não vale: já usado, com mais de 24 horas ou substituído. Peça um novo.
desk-said-provider_only = Esta conta só entra pelo provedor OpenID. Nada foi alterado.
desk-said-too_many_tries = Tentativas demais deste computador. Espere um minuto.
desk-said-too_many_acts = Nada foi salvo: esta conta agiu vezes demais. Aguarde um minuto.
desk-said-busy = Muitas pessoas estão entrando agora. Tente de novo.
desk-said-paused = Senhas erradas demais. Espere { $minutes } min, ou peça um novo link.
desk-said-bad_password = Esta senha não serve. São necessários pelo menos 12 caracteres, 5 deles diferentes, não só o seu nome, e nada muito comum.
desk-said-not_signed_in = Entre primeiro.
desk-said-not_allowed = Sua conta não pode fazer isto. Peça outra função à pessoa que cuida do Vestibule.
desk-said-bad_request = Assim não é possível. Reveja o que digitou ou recarregue a página.
desk-said-internal_error = O serviço teve uma falha. Tente de novo em um momento.
desk-said-too_late = Tarde demais: o visitante está retido. Deixe-o entrar pelo Envoy.
desk-said-was_let_in = Este visitante já foi liberado. Isso não pode ser desfeito aqui.
desk-said-not_stored = Não foi possível salvar, então o visitante continua retido. Tente de novo, ou use o Envoy.
desk-said-no_such_card = Este registro não está mais na recepção.
desk-said-no_such_place = Nada mais pode ser enviado para lá. Feche e abra de novo.
desk-said-no_such_hit = Este registro não está mais na lista, ou não se refere a ninguém cadastrado. Abra a ficha de novo.
desk-said-too_many_messages = Nada foi enviado: em uma hora podem sair até 5 mensagens sobre um visitante, 10 para um anfitrião e 30 de uma conta. Ligue, ou escreva mais tarde.
desk-said-written_since = Desde que isto foi aberto já saiu uma mensagem sobre este visitante. Nada foi enviado: veja o que saiu e envie de novo se ainda for preciso.
desk-said-empty = Escreva algo primeiro.
desk-said-already_so = { $name } foi mais rápido. Veja como está agora.
desk-said-note_changed = Outra pessoa alterou esta nota nesse meio-tempo. Agora ela diz: “{ $note }”. Nada foi salvo; salve de novo para substituí-la.
desk-said-waits_already = Este visitante já está esperando.
desk-said-nobody_enrolled = Ninguém foi cadastrado por esta ficha. Diga de que outro modo a visita terminou.
desk-said-not_found = Este registro não está mais guardado.
desk-said-decided_meanwhile = Alguém decidiu nesse meio-tempo, ou chegou uma lista mais nova.
desk-said-searches_busy = O serviço está ocupado com outras buscas. Tente em um minuto.
desk-said-no_such_zone = Esse fuso horário não existe.
desk-said-screen_elsewhere = A tela está conectada a outra máquina desta instalação. Faça isso na recepção de lá.
desk-said-test_done = A câmera funciona: a primeira imagem veio após { $seconds } s.
desk-said-test_declined = Alguém na tela recusou a câmera.
desk-said-test_cannot_move = Alguém na tela disse que não pode se mexer.
desk-said-test_camera_failed = A tela não tem câmera que possa usar. Veja se está conectada e permitida.
desk-said-test_camera_stuck = A câmera mostra uma imagem que não se mexe. Abra a tampa ou reconecte-a.
desk-said-test_camera_changed = Não é a câmera registrada, ou há uma a mais. Olhe e confirme abaixo se for sua.
desk-said-test_second_camera_missing = São necessárias duas câmeras, e a tela tem uma. Conecte a segunda.
desk-said-cameras_learned = As câmeras estão ajustadas. Estão a cerca de { $centimetres } cm.
desk-said-cameras_measured = Pares medidos: { $count }
desk-said-cameras_stand = Uma pessoa fica diante da tela, à distância de um braço, e faz o que ela diz: chegar mais perto e recuar.
desk-said-cameras_too_few_pairs = Poucas imagens mostram o rosto inteiro nas duas câmeras. Vire as câmeras para o rosto.
desk-said-cameras_no_relief = Nenhuma cabeça foi vista. É preciso uma pessoa, não uma imagem.
desk-said-cameras_too_little_movement = A pessoa precisa chegar mais perto e recuar.
desk-said-cameras_misfit = As imagens não combinam. Veja se as duas câmeras estão firmes e ajuste-as de novo.
desk-said-cameras_distance = Monte as câmeras a uma distância de 6 a 15 cm.
desk-said-cameras_parallel = Vire as câmeras para que olhem na mesma direção.
desk-said-cameras_level = Monte as duas câmeras retas e na mesma altura.
desk-said-test_kiosk_offline = A tela não está conectada. Veja se está ligada e mostra sua página.
desk-said-test_no_kiosk_here = Essa tela não existe mais.
desk-said-test_kiosk_busy = Há um visitante diante da câmera. Tente em um momento.
desk-said-test_timed_out = Nenhuma imagem veio a tempo. Olhe a tela e a rede dela.
desk-said-test_aborted = O serviço está reiniciando. Tente em um momento.
desk-said-camera_confirmed = De agora em diante, esta é a câmera dela.
desk-said-camera_other_again = Ela tem outra câmera de novo. Olhe mais uma vez.
desk-said-check_up_amiss = { $count } de { $all } verificações acharam algo. Avise um gerente, ou a pessoa que cuida do Vestibule.
desk-said-check_up_fine = Está tudo em ordem.
desk-said-check_up_not_run = Não foi possível fazer a verificação. Avise a pessoa que cuida do Vestibule.
desk-said-list_shrunk = A nova lista { $list } tem { $entries } entradas; a em vigor, { $before }: pode estar cortada. Veja o que diz quem a publica.
desk-said-list_is_another = Das { $before } entradas de { $list } em vigor, { $kept } estão na nova lista: pode ser outra lista.
desk-said-list_older = O arquivo de { $list } é de { $date }; a lista em vigor, de { $dateBefore }: pode ser mais antigo, ou a data em vigor está errada.
desk-said-list_says_less = A nova lista { $list } diz menos sobre as mesmas entradas (outros nomes { $names }, palavras de um nome { $words }, datas de nascimento { $birthDates }, países { $countries }): o formato pode ter mudado. Exemplo: { $example }.
desk-said-list_moved = Na nova lista { $list }, há nomes ou anos de nascimento em outras entradas que antes (nomes iguais { $names }, anos de nascimento { $birthYears }): pode estar misturada. Exemplo: { $example }.
desk-said-list_undated = O novo arquivo de { $list } não tem data; a lista em vigor é de { $dateBefore }: o formato pode ter mudado.
desk-said-person_gone = Esta pessoa não está cadastrada, ou foi apagada nesse meio-tempo.
desk-said-consent_changed_since = Desde que esta página foi aberta, a pessoa retirou o consentimento ou outro texto foi publicado. Nada foi alterado: feche, abra de novo e pergunte.
desk-said-how_missing = Diga como e quando concordou, por exemplo “formulário assinado, 25/11/2026”. Nada foi alterado.
desk-said-day_passed = Esse dia já passou, o consentimento não valeria. Dê um dia posterior. Nada foi alterado.
desk-said-consents = { $name } consente.
desk-said-consents_to = { $name } consente com o texto “{ $version }”.
desk-said-no_consent = { $name } não tem consentimento a retirar. Nada foi alterado.
desk-said-consent_withdrawn = O consentimento de { $name } foi retirado: a câmera fica desligada, e a próxima limpeza apaga a pessoa. Para apagar já: “Apagar”.
desk-said-not_opted_out = { $name } não está na lista sem verificação facial. Nada foi alterado.
desk-said-opted_in = { $name } não está mais na lista sem verificação facial.
desk-said-not_withdrawn = O consentimento de { $name } não foi retirado. Nada foi alterado.
desk-said-consent_restored = O consentimento de { $name } vale de novo.
desk-said-opted_out = Anotado: de agora em diante a câmera fica desligada para { $name }. O cadastro continua; para apagar: “Apagar”.
desk-said-opted_out_before = Já estava anotado: a câmera fica desligada para { $name }. O cadastro continua; para apagar: “Apagar”.
desk-said-face_not_off = A verificação facial de { $name } não está desligada. Nada foi alterado.
desk-said-face_on = A verificação facial de { $name } está ligada de novo.
desk-said-code_reset = O código pessoal de { $name } não vale mais. Outro pode ser configurado em uma tela da recepção.
desk-said-no_code_set_up = { $name } não tem código pessoal. Nada foi alterado.
desk-said-exported = Tudo o que está guardado sobre { $name } está em data.json e data.html.
desk-said-exported_listed = Tudo o que está guardado sobre { $name } está em data.json e data.html. Inclui uma entrada da lista de observação: veja se deve retê-la.
desk-said-name_not_typed = Para apagar { $name } para sempre, digite o nome como está aqui. Ninguém foi apagado.
desk-said-erased = { $name } foi apagado para sempre.
desk-said-photos_too_large = As fotos são grandes demais. Salve menores, ou dê menos.
desk-said-too_many_photos = Fotos demais de uma vez.
desk-said-not_the_form = Não é isto que a página envia. Recarregue-a.
desk-said-uploads_busy = Outras fotos estão sendo verificadas. Tente em um momento.
desk-said-text_changed = Outro texto de consentimento foi publicado desde que este formulário foi aberto, e ninguém concordou com ele ainda. Ninguém foi cadastrado: feche o formulário, abra-o de novo e pergunte.
desk-said-csv_empty = Não há ninguém nesta lista: não há linhas abaixo do cabeçalho.
desk-said-csv_not_utf8 = Esta lista não é texto em UTF-8. Salve como “CSV UTF-8” na planilha.
desk-said-csv_not_text = Isto não é texto, e sim outro arquivo.
desk-said-csv_malformed = A lista não está bem formada; talvez aspas a mais ou a menos. Nada foi alterado.
desk-said-csv_heading = O cabeçalho não serve: são necessárias as colunas name, consent e photos (ou folder). Nada foi alterado.
desk-said-csv_too_long = Aqui, uma lista pode ter até 20.000 linhas e 5 MB. Divida-a.
desk-said-csv_unreadable = Não é possível ler esta lista: as linhas são longas demais. Divida-a.
desk-said-ask_manager = Só um gerente pode dizer com quem o rosto se parece. Peça que ofereça a partir desta ficha.
desk-said-found_since = Quem está cadastrado mudou desde que a ficha foi aberta. Aperte “Cancelar” e ofereça de novo.
desk-said-document_gone = O documento não vale mais: foi mostrado há tempo demais, ou as listas de autoridades mudaram. Peça para mostrá-lo de novo, ou ofereça sem ele.
desk-said-offer_opted_out = Alguém com este nome, e-mail ou número não quer verificação facial: o rosto nunca é captado.
desk-said-offer_alarm = Esta ficha é um alarme, por isso ninguém pode ser cadastrado por ela. Siga o procedimento.
desk-said-no_text = Ainda não há texto de consentimento. Publique um primeiro em “Gestão”.
desk-said-stopped = Parado. Nada é salvo.
desk-said-over_already = Já terminou.
desk-said-namesake = Alguém com este nome, ou um que se confunde, já está cadastrado, e este registro não era dessa pessoa. Se for outra pessoa, peça a um gerente que ofereça a partir desta ficha.
desk-said-other_record = O e-mail ou número de funcionário deste registro é de outra pessoa, por isso ninguém pode ser cadastrado por esta ficha. Peça novo registro com os próprios dados.
desk-said-other_record_found = O e-mail ou número de funcionário deste registro é de outra pessoa ({ $found }), por isso ninguém pode ser cadastrado por esta ficha. Peça novo registro com os próprios dados.
desk-said-document_name_differs = O nome no documento não corresponde ao da ficha. Peça novo registro com o próprio nome, e ofereça a partir daquela ficha.
desk-said-no_such_screen = Essa tela não existe mais. Escolha outra.
desk-said-screen_away = A tela “{ $screen }” não está conectada. Veja se está ligada, ou escolha outra.
desk-said-under_way = Já há um cadastro em andamento ali. Pare-o primeiro, ou espere.
desk-said-too_many_under_way = Há cadastros demais em andamento.
desk-said-role_changed = { $name } agora tem outra função e precisa entrar de novo.
desk-said-account_revoked = { $name } não pode mais entrar.
desk-said-own_account = É a sua própria conta. Peça a outro gerente que a altere.
desk-said-last_manager = É o último gerente. Adicione outro antes; nada foi alterado.
desk-said-bad_name = Este nome não serve. Escolha um curto, com caracteres imprimíveis.
desk-said-bad_login = Um usuário tem de 1 a 64 letras de a a z, dígitos e . _ @ + -, por exemplo ada.exemplo ou um e-mail.
desk-said-login_taken = Alguém já tem este usuário. Escolha outro.
desk-said-same_role = A conta já tem esta função.
desk-said-no_such_account = Essa conta não existe mais.
desk-said-not_paired = Esta tela não está mais pareada.
desk-said-unpaired = A tela foi despareada. Em segundos pedirá um novo código.
desk-said-name_taken = Já há uma tela pareada com este nome. Escolha outro, ou despareie aquela primeiro.
desk-said-place_unknown = Ninguém se registrou neste local ultimamente.
desk-said-place_is_told = O nome deste local vem do Envoy. Altere-o lá.
desk-said-place_name_too_long = O nome de um local tem até { $most } caracteres.
desk-said-place_name_taken = Outro local já tem este nome.
desk-said-place_named = O local passa a ser mostrado com este nome.
desk-said-place_unnamed = O local não tem mais nome.
desk-said-listed = Adicionado. Vale a partir do próximo registro.
desk-said-unlisted = Removido.
desk-said-not_listed = Esta entrada não está mais na lista.
desk-said-listed_nothing_to_find = Dê um nome, e-mail, telefone, empresa ou uma foto.
desk-said-listed_legal_basis_missing = Falta a base legal. Diga o que permite guardar o rosto.
desk-said-listed_photos_unusable = Uma foto não serve. Escolha outras; nada foi salvo.
desk-said-listed_note_missing = Falta o motivo. Diga por que está na lista: a recepção vai perguntar.
desk-said-listed_note_too_long = O motivo é longo demais: até 2000 caracteres.
desk-said-listed_text_unusable = Um nome é longo demais ou tem caracteres de controle.
desk-said-listed_email_unusable = Isto não é um e-mail.
desk-said-listed_phone_unusable = Isto não é um telefone: escreva como +55 11 5555 0100.
desk-said-listed_birth_date_unusable = A data de nascimento não pode ser lida: escreva como 1990-12-31.
desk-said-listed_already_expired = Já teria expirado.
desk-said-listed_already_listed = A sua lista já tem este item.
desk-said-listed_changed = Outra pessoa alterou este item nesse meio-tempo. Nada foi salvo: feche e veja de novo.
desk-said-listed_domain_unusable = Isto não é um domínio: escreva como example.com.
desk-said-listed_expires_unusable = Escreva expires como 2027-11-24.
desk-said-listed_heading = O cabeçalho não serve: a coluna note é necessária. O modelo mostra as outras. Nada foi alterado.
desk-said-listed_name_missing = Os outros nomes precisam de um nome.
desk-said-listed_row = A linha não tem tantas células quanto o cabeçalho. Ponha entre aspas as células que têm vírgula.
desk-said-listed_saved = Salvo. Vale a partir do próximo registro.
desk-said-listed_too_many = Aqui uma tabela pode ter até 1000 linhas e 0,5 MB. Divida-a.
desk-said-listed_too_many_aliases = Há outros nomes demais: no máximo 50.
desk-said-bad_version = Uma versão tem até 40 letras, dígitos, pontos e traços, por exemplo 2026-11. Nada foi alterado.
desk-said-text_unusable = O texto está vazio ou é longo demais. Nada foi alterado.
desk-said-text_unfilled = O texto ainda tem algo entre colchetes. Preencha. Nada foi alterado.
desk-said-bad_language = Isto não é um código de idioma. Escreva duas ou três letras, como fr, ou com região, como pt-BR. Nada foi alterado.
desk-said-version_taken = Já há um texto desta versão, e talvez alguém tenha concordado com ele. Dê outra versão; se for tradução do texto em vigor, diga o idioma. Nada foi alterado.
desk-said-language_taken = Já há um texto desta versão neste idioma, e talvez alguém tenha concordado com ele. Dê outra versão. Nada foi alterado.
desk-said-language_unknown = Não se disse em que idioma está o texto em vigor. Publique-o mais uma vez com o idioma, e depois este. Nada foi alterado.
desk-said-text_published = O texto de consentimento “{ $version }” vale de agora em diante.
desk-said-translation_published = A tradução do texto “{ $version }” está disponível. Ninguém é perguntado de novo por isso.
desk-said-invited = O convite está a caminho por e-mail.
desk-said-invite_enrolled = A pessoa já está cadastrada, e nada falta.
desk-said-invite_opted_out = A pessoa não quer verificação facial, por isso não é convidada.
desk-said-invite_unclear = Não está claro quem é, por isso ninguém recebe mensagem.
desk-said-invite_unknown = Este visitante não é mais conhecido.
desk-said-no_address = O e-mail não é conhecido, por isso nada foi enviado.
desk-said-no_mail_server = Não há servidor de e-mail em notify.yaml, por isso nada foi enviado.
desk-said-invited_lately = O convite foi enviado em { $on }; não se escreve de novo por uma semana.
desk-said-not_delivered = O e-mail de hoje não foi entregue. Tente amanhã.
desk-said-why_needed = Esta visita é um alerta. Diga por que a entrada é permitida mesmo assim.

desk-mistake-name_missing = Falta o nome. Dê o nome completo.
desk-mistake-name_unusable = O nome é longo demais ou tem caracteres de controle.
desk-mistake-email_unusable = “{ $email }” não é um e-mail.
desk-mistake-employee_id_unusable = O número de funcionário é longo demais ou tem caracteres de controle.
desk-mistake-consent_missing = Falta o consentimento. Sem ele ninguém é cadastrado: diga como e quando foi dado.
desk-mistake-consent_unusable = A anotação do consentimento é longa demais ou tem caracteres de controle.
desk-mistake-already_expired = O cadastro já teria expirado. Dê um dia futuro.
desk-mistake-no_photos = Não há fotos. Dê pelo menos uma.
desk-mistake-email_taken = Este e-mail já está cadastrado, de { $name }.
desk-mistake-employee_id_taken = Este número de funcionário já está cadastrado, de { $name }.
desk-mistake-already_enrolled = { $name } já está no cadastro, com o mesmo nome e o mesmo rosto.
desk-mistake-opted_out = Alguém com este nome, e-mail ou número não quer verificação facial: o rosto nunca é captado. Se mudou de ideia, a pessoa que cuida do Vestibule ajuda.
desk-mistake-looks_like_enrolled = O rosto se parece com { $name }, que já está no cadastro.
desk-mistake-not_alike = O rosto não se parece com a pessoa indicada.
desk-mistake-person_gone = Esta pessoa não está cadastrada, ou foi removida nesse meio-tempo.
desk-mistake-consent_ended = O consentimento não vale mais, por isso nenhuma foto é olhada. Se a pessoa concordar, use primeiro “Renovar consentimento”.
desk-mistake-record_altered = O cadastro foi alterado por algo que não é o Vestibule e não corresponde mais às fotos. Se viu o documento, marque isso e dê fotos.
desk-mistake-document_needed = Não há foto com que comparar uma nova. Se viu o documento, marque isso e dê fotos.
desk-mistake-changed_meanwhile = Alguém alterou este cadastro nesse meio-tempo. Nada foi salvo. Olhe e tente de novo.
desk-mistake-same_name = Alguém com o mesmo nome também está cadastrado. Quem dá só este nome é comparado com ambos.
desk-mistake-document_said_who = Nenhum rosto pôde confirmar de quem é este cadastro, só o documento conferido; fica registrado. Avise também a pessoa.
desk-mistake-twin = Esta pessoa e outra parecida precisam corresponder melhor de agora em diante, para que uma não seja tomada pela outra. Talvez sejam retidas com mais frequência.
desk-mistake-ambiguous_person = Várias pessoas estão cadastradas com este nome. Dê o e-mail ou o número de funcionário.
desk-mistake-no_day = Na linha há algo que não é um dia. Escreva como 2027-11-24.
desk-mistake-no_choice = Na linha há algo que não está entre as opções.
desk-mistake-said_no = Disse não na tela.
desk-mistake-nobody_answered = Ninguém respondeu a tempo em “{ $screen }”. Nada foi salvo.
desk-mistake-declined = A pessoa em “{ $screen }” parou. Pergunte se ainda concorda.
desk-mistake-camera_failed = A câmera de “{ $screen }” não pode ser usada; a tela diz o que fazer.
desk-mistake-camera_stuck = A câmera de “{ $screen }” mostra sempre a mesma imagem. Abra a tampa ou reconecte-a.
desk-mistake-camera_changed = “{ $screen }” tem outra câmera que não a registrada. Olhe e confirme em “Telas”.
desk-mistake-kiosk_offline = A tela “{ $screen }” não está conectada. Abra a página dela.
desk-mistake-no_kiosk_here = A tela “{ $screen }” não atende aqui.
desk-mistake-kiosk_busy = Visitantes estão se registrando em “{ $screen }”. Tente em um momento.
desk-mistake-aborted = Parou antes de todas as imagens serem tiradas.
desk-mistake-ending_stopped = Parou antes de todas as imagens serem tiradas.
desk-mistake-no_frames = A câmera de “{ $screen }” não enviou imagem a tempo. Olhe a tela.
desk-mistake-no_code = Nenhum código correto do aplicativo autenticador foi digitado a tempo. Nada foi salvo. Comece de novo.
desk-mistake-nobody = Ninguém veio até a câmera.
desk-mistake-moved_away = A pessoa saiu antes de todas as imagens serem tiradas. Comece de novo.
desk-mistake-several_people = Várias pessoas estavam diante da câmera. A pessoa tem de estar sozinha na imagem.
desk-mistake-another_person = Outro rosto tomou o lugar do primeiro. Uma pessoa por vez; comece de novo.
desk-mistake-not_live = A câmera viu o que parece a imagem de um rosto, não uma pessoa. Tem de haver uma pessoa; se havia, uma luz mais uniforme ajuda.
desk-mistake-too_slow = Uma das imagens não saiu em um minuto.
desk-mistake-fault = O serviço teve uma falha; o registro dele diz mais. Nada foi salvo.
desk-mistake-offer_changed = A ficha, ou quem ela indica, mudou. Nada foi salvo. Ofereça de novo.
desk-mistake-document_gone = O documento não vale mais: foi mostrado há tempo demais, ou as listas de autoridades mudaram. Peça para mostrá-lo de novo, ou ofereça sem ele.
desk-mistake-portrait_differs = O rosto não se parece o bastante com a foto do documento. Nada foi guardado. Ofereça sem o documento.
desk-mistake-offer_not_allowed = Quem pediu não pode mais cadastrar ninguém. Nada foi salvo. Peça a outra pessoa.
desk-mistake-ended_before = O serviço foi parado no meio. Nada foi salvo. Comece de novo.
desk-mistake-ending_stopping = O serviço foi parado no meio. Nada foi salvo. Comece de novo.
desk-mistake-somebody_found = Outra pessoa já cadastrada foi encontrada. Um gerente vê quem.
desk-mistake-ending_moved = “{ $screen }” se conectou a outra máquina no meio. Nada foi salvo. Comece de novo.
desk-mistake-ending_lost = A máquina de “{ $screen }”, ou o banco de dados dela, sumiu. Nada foi salvo. Comece de novo quando a tela estiver conectada.
desk-mistake-ending_not_taken = A máquina de “{ $screen }” não começou. Nada foi salvo. Tente de novo.
desk-mistake-ending_unreadable = A máquina de “{ $screen }” não entende o pedido: tem outra versão ou outra chave. Nada foi salvo.

desk-finding-no_face = Nenhum rosto foi encontrado. Use uma foto de frente, bem iluminada e próxima.
desk-finding-several_faces = Há vários rostos. Use uma foto só desta pessoa, ou recorte as outras.
desk-finding-too_small = O rosto é pequeno demais: { $value } pixels entre os olhos, são necessários { $threshold }. Use uma foto maior ou mais próxima.
desk-finding-cut_off = O rosto está cortado pela borda. Use uma foto com a cabeça inteira.
desk-finding-turned_away = A cabeça está virada { $value } graus, no máximo { $threshold }. Use uma foto olhando para a câmera.
desk-finding-looking_up_or_down = A cabeça olha para cima ou para baixo { $value } graus, no máximo { $threshold }. Use uma foto na altura dos olhos.
desk-finding-leaning = A cabeça está inclinada { $value } graus, no máximo { $threshold }. Use uma foto reta.
desk-finding-too_dark = O rosto está escuro demais (brilho { $value }, mínimo { $threshold }). Use uma foto com luz no rosto.
desk-finding-in_shadow = Parte demais do rosto está preta, por sombra, chapéu ou óculos escuros. Use uma foto com luz no rosto todo.
desk-finding-too_bright = Parte demais do rosto está estourada pela luz. Use uma foto com luz mais suave.
desk-finding-blurred = O rosto está desfocado (nitidez { $value }, mínimo { $threshold }). Use uma foto nítida.
desk-finding-not_a_face = Isto não parece um rosto humano ereto. Use uma foto de uma pessoa de frente.
desk-finding-drawn = Isto parece um desenho ou uma imagem muito alisada. Use a foto como a câmera tirou.
desk-finding-eyes_closed = Os olhos talvez estejam fechados ou cobertos. Se for o caso, use outra foto.
desk-finding-another_face = Não se parece com a pessoa das outras fotos (semelhança { $value }, mínimo { $threshold }). Use fotos de uma só pessoa.
desk-finding-unreadable = O arquivo não pode ser lido como imagem.
desk-finding-too_slow = Decodificar a foto demora demais. Salve-a como um JPEG menor, com até 4000 pixels de largura.
desk-finding-worker_timed_out = A foto não pôde ser verificada. Tente de novo.
desk-finding-worker_failed = A foto não pôde ser verificada. Tente de novo.

desk-about-settings = Configurações
desk-about-secrets = Segredos
desk-about-client_secret = Segredo do app no Envoy
desk-about-wrong_signatures = Segredo do app no Envoy
desk-about-native = Partes do programa
desk-about-disk = Disco
desk-about-clock = Relógio
desk-about-models = Modelos
desk-about-recogniser = Reconhecimento facial
desk-about-earlier = Reconhecimento facial
desk-about-lower = Reconhecimento facial
desk-about-no_templates = Reconhecimento facial
desk-about-data = Pasta de dados
desk-about-database = Banco de dados
desk-about-copies = Cópias
desk-about-backup = Cópia de segurança
desk-about-template = Chave dos rostos
desk-about-opt = Lista de oposição
desk-about-hook = Segredo do app no Envoy
desk-about-audit = Registro de atividades
desk-about-retention = Retenção
desk-about-faces = Verificações faciais
desk-about-pooler = Conexões com o banco
desk-about-instance = Instâncias
desk-about-instances = Instâncias
desk-about-service = Serviço
desk-about-starting = Disponibilidade
desk-about-readiness = Disponibilidade
desk-about-deadline = Tempo de resposta
desk-about-tunnel = Túnel
desk-about-standby = Serviço reserva
desk-about-heartbeat = Monitoramento
desk-about-installs = App no Envoy
desk-about-purpose = App no Envoy
desk-about-plugin = API do Envoy
desk-about-kiosks = Telas
desk-about-kiosk = Tela { $screen }
desk-about-reader = Leitor de documentos da tela { $screen }
desk-about-two_cameras = As duas câmeras da tela { $screen }
desk-about-consent = Texto de consentimento
desk-about-people = Pessoas
desk-about-location = Telas
desk-about-screens = Telas
desk-about-policy = Regras
desk-about-remote = Regras
desk-about-liveness = Prova de vida
desk-about-watchlist = Lista de observação
desk-about-issuers = Certificados de saúde
desk-about-revocations = Certificados de saúde
desk-about-csca = Passaportes
desk-about-notify = Notificações
desk-about-contact = Notificações
desk-about-outbox = Mensagens
desk-about-wallet = Celulares

desk-amiss-settings = Uma configuração está errada.
desk-amiss-secrets = Um segredo não serve.
desk-amiss-client_secret = Falta o segredo do app, por isso todos são retidos.
desk-amiss-wrong_signatures = Chegaram chamadas assinadas com outro segredo.
desk-amiss-not_examined = Não foi possível verificar.
desk-amiss-node = O Node é antigo demais.
desk-amiss-native_modules = Partes do programa não carregam.
desk-amiss-disk = O disco está quase cheio.
desk-amiss-clock = O relógio desta máquina está errado ou não pôde ser comparado.
desk-amiss-models = Faltam arquivos dos modelos, ou alguém os alterou.
desk-amiss-earlier_recogniser = Há um reconhecimento facial melhor do que o em uso.
desk-amiss-lower_threshold = O reconhecimento facial exige menos semelhança do que o original.
desk-amiss-no_templates = Está em uso outro reconhecimento facial que não o escolhido.
desk-amiss-data_dir = A pasta de dados não está como deve.
desk-amiss-database = O banco de dados não está em ordem.
desk-amiss-database_writes = Nada pode ser gravado no banco de dados; até lá todos são retidos.
desk-amiss-database_triggers = Outra pessoa mudou o que o banco de dados faz por si mesmo.
desk-amiss-copies_left = Restam cópias antigas do banco, com pessoas que já foram apagadas.
desk-amiss-backup = Não há cópia de segurança recente; se o disco falhar, tudo se perde.
desk-amiss-template_key = A chave dos rostos guardados falta ou não é a certa.
desk-amiss-opt_out_key = A lista de oposição não pode ser lida; até lá todos são retidos.
desk-amiss-hook_secret = O serviço iniciado por último tem outro segredo.
desk-amiss-audit = O registro de atividades tem falhas ou não pôde ser verificado por inteiro.
desk-amiss-retention_held = Dados fora do prazo são mantidos, porque o relógio pode estar errado.
desk-amiss-faces_off = A verificação facial está desativada para alguém após falhas demais. Veja no histórico quem tentou e reative-a em “Pessoas”.
desk-amiss-database_server = O servidor do banco de dados não pode ser alcançado.
desk-amiss-database_tls = A conexão com o banco de dados não está protegida o bastante.
desk-amiss-database_clock = O relógio do servidor do banco difere do desta máquina.
desk-amiss-instance_gone = Uma instância parou de dar sinal.
desk-amiss-instances_differ = As instâncias têm versões que não se entendem.
desk-amiss-instances_policy = As instâncias têm regras diferentes.
desk-amiss-instances_address = Uma instância não tem endereço próprio para as outras.
desk-amiss-service = O serviço não funciona como deve.
desk-amiss-starting = O serviço ainda está iniciando e retém todos.
desk-amiss-readiness = Uma parte do serviço não funciona.
desk-amiss-deadline = Registros demais não terminam a tempo.
desk-amiss-tunnel = As chamadas do Envoy não chegam, ou o caminho não é conhecido.
desk-amiss-tunnel_secret = Uma chamada bem assinada foi recusada.
desk-amiss-tunnel_path = O túnel não deixa passar os registros do Envoy.
desk-amiss-tunnel_service = O túnel não alcança o serviço.
desk-amiss-tunnel_between = Algo no meio responde no lugar do serviço.
desk-amiss-tunnel_events = Os registros chegam, mas não o resto que o Envoy envia.
desk-amiss-tunnel_setup = A etapa de configuração do Envoy não consegue chegar.
desk-amiss-tunnel_unsigned = Uma chamada sem assinatura não é recusada.
desk-amiss-tunnel_open = As páginas da recepção podem ser alcançadas de fora.
desk-amiss-tunnel_paths = O túnel deixa passar também outros caminhos.
desk-amiss-standby = Enquanto esta máquina está desligada, o Envoy deixa todos entrarem.
desk-amiss-standby_cut_off = O serviço reserva não alcança este serviço; todos são retidos.
desk-amiss-heartbeat = Se este serviço falhar, ninguém percebe e o Envoy deixa todos entrarem.
desk-amiss-installs = Nenhuma etapa de configuração do Envoy chegou a esta máquina.
desk-amiss-purpose = A finalidade do app não está registrada no Envoy.
desk-amiss-plugin_api = A API do Envoy não é usada ou não responde.
desk-amiss-kiosks = Nenhuma tela está pareada, por isso todos são retidos. Pareie uma em “Gestão”.
desk-amiss-kiosk_connected = Ela não está conectada. Veja se está ligada e mostra sua página.
desk-amiss-reader = Ele não está conectado. Veja se está ligado na tomada.
desk-amiss-two_cameras = Não estão ajustadas, ou uma foi movida. Ajuste-as em “Telas”.
desk-amiss-camera = O teste da câmera não deu certo. Olhe a tela.
desk-amiss-consent = Nenhum texto foi publicado, por isso ninguém pode consentir na tela. Publique um em “Gestão”.
desk-amiss-people = Ninguém está cadastrado, por isso a verificação facial retém todos. Cadastre alguém em “Pessoas”.
desk-amiss-location_unserved = Nenhuma tela atende um dos locais. Pareie uma em “Gestão”.
desk-amiss-screens_unbound = Várias telas atendem o mesmo local; talvez não olhe a que está ao lado do iPad.
desk-amiss-policy = O arquivo de regras tem erros ou ainda não vale.
desk-amiss-policy_remark = Há uma observação sobre as regras.
desk-amiss-remote_list_secret = As regras consultam uma lista remota e o segredo dela falta: todos são retidos.
desk-amiss-liveness = A verificação de que há uma pessoa viva está mais fraca do que pode ser.
desk-amiss-watchlist = Uma lista é antiga demais ou falta.
desk-amiss-watchlist_fetch = Não foi possível baixar uma lista.
desk-amiss-watchlist_gaps = Falta algo em uma lista.
desk-amiss-watchlist_proposed = Uma nova edição de uma lista é muito diferente. Decida em “Telas”.
desk-amiss-watchlist_faces = Rostos da lista própria não servem mais ao reconhecimento em uso e não são procurados.
desk-amiss-issuers_old = O diretório de emissores é antigo.
desk-amiss-revocations_old = Uma lista de certificados revogados é antiga.
desk-amiss-revocations_missing = Falta uma lista de certificados revogados; até lá, os revogados valem.
desk-amiss-csca_missing = As regras pedem documentos de identidade, e nenhuma autoridade é reconhecida.
desk-amiss-csca_old = A lista de autoridades é antiga.
desk-amiss-csca_status_over = Uma lista de documentos revogados expirou.
desk-amiss-wallet_access = O certificado que assina os pedidos aos celulares expira em breve ou já expirou.
desk-amiss-notify_file = Ninguém é avisado das pessoas retidas, ou o arquivo de notificações tem erros.
desk-amiss-notify_file_remark = Há uma observação sobre as notificações.
desk-amiss-contact = Uma notificação não tem a quem chegar.
desk-amiss-channel = Uma mensagem de teste não chegou.
desk-amiss-outbox = O envio de mensagens foi abandonado.
desk-amiss-issuers_file = Um arquivo de emissores tem um erro e não é aplicado.
desk-amiss-issuers_missing = As regras pedem certificados de saúde, e nenhum emissor é reconhecido.

desk-remark-other_recogniser = As fotos desta pessoa são de outro reconhecimento facial; são necessárias fotos novas.
desk-remark-withdrew = Esta pessoa retirou o consentimento.
desk-remark-consent_over = O consentimento dela expirou.
desk-remark-without_card = Entre { $from } e { $until } podem ter sido retidos registros que faltam aqui.
desk-remark-look_at_envoy = Veja o registro de visitantes do Envoy.
desk-remark-approval_forged = Outro programa gravou no banco de dados uma aprovação deste registro.
desk-remark-namesakes = Há { $number } pessoas cadastradas com este nome; o rosto foi comparado com cada uma.
desk-remark-enrolled_meanwhile = Alguém foi cadastrado com este nome ou e-mail durante a espera.
desk-remark-scripts = O nome mistura letras de várias escritas, ou de uma pouco usada que se parece com outra.
desk-remark-no_name = O nome não tem letras ou é longo demais para um nome.
desk-remark-looks_alike = Alguém com este nome ou um parecido está cadastrado, com outro e-mail ou número de funcionário.
desk-remark-enrolled_only = Ninguém está cadastrado com este nome ou e-mail, e as regras só pedem o rosto de pessoas cadastradas.
desk-remark-face_off = Após { $number } falhas seguidas, a verificação facial está desativada até um gerente reativá-la em “Pessoas”.
desk-remark-changed_meanwhile = Isto mudou enquanto a câmera estava ligada ou antes da resposta; nada do que ela viu foi guardado.
desk-remark-face_hit = Um rosto pode ser confundido com outro: olhe um documento de identidade.
desk-remark-by_record = Não pelo que o visitante digitou, mas pelo que foi anotado no cadastro dessa pessoa.
desk-remark-by_document = Pelo que diz o documento de identidade.
desk-remark-no_time = O Envoy não enviou a hora do registro; vale a hora da chegada.
desk-remark-wrong_time = A hora do registro não combina com o relógio desta máquina. Se foi feito agora, o relógio está errado.
desk-remark-pass_unreadable = O certificado não pôde ser lido.
desk-remark-pass_is_test = O certificado mostra um teste e nenhuma vacina.
desk-remark-pass_is_recovery = O certificado mostra uma recuperação e nenhuma vacina.
desk-remark-pass_no_vaccination = O certificado é de outro tipo: não mostra nenhuma vacina.
desk-remark-pass_nobody_named = O certificado não diz de quem é.
desk-remark-pass_several_events = O certificado contém vários em um, o que não é permitido.
desk-remark-pass_not_packed = O certificado não tem a forma dos certificados de saúde.
desk-remark-pass_incomplete = Só alguns dos códigos foram mostrados.
desk-remark-pass_too_large = O certificado é maior do que pode ser.
desk-remark-pass_wrong_algorithm = O certificado não está assinado como os certificados de saúde.
desk-remark-pass_unknown_issuer = O emissor não é reconhecido aqui.
desk-remark-pass_wrong_purpose = Quem assinou não pode assinar certificados deste tipo.
desk-remark-pass_taken_back = O emissor revogou o certificado.
desk-remark-pass_tampered = A assinatura não confere: o certificado foi alterado ou está danificado.
desk-remark-pass_not_yet_valid = O certificado ainda não vale.
desk-remark-pass_expired = O certificado expirou.
desk-remark-pass_wrong_name = O certificado está em outro nome que não o do registro.
desk-remark-pass_wrong_birth_date = O certificado tem outra data de nascimento que a informada.
desk-remark-pass_no_birth_date = A data de nascimento não pôde ser comparada.
desk-remark-pass_not_enough_doses = O certificado não mostra doses suficientes que contem aqui.
desk-remark-pass_too_long_ago = A última dose que conta é antiga demais.
desk-remark-code_reset = O código foi redefinido enquanto a tela o pedia ou antes da resposta.
desk-remark-form_not_answered = “{ $question }” não foi respondida.
desk-remark-form_too_long = A resposta a “{ $question }” é longa demais.
desk-remark-form_otherwise = “{ $question }” tem outra resposta que não a necessária.
desk-remark-form_date_unreadable = A data em “{ $question }” não pode ser lida.
desk-remark-form_date_over = A data em “{ $question }” já passou.
desk-remark-form_not_signed = O acordo { $agreement } não está assinado.
desk-remark-form_document_not_signed = O documento “{ $name }” (acordo { $agreement }) não está assinado.
desk-remark-chip_refused = O chip foi recusado: { $code }.
desk-remark-chip_key = O que foi digitado não abriu o chip.
desk-remark-phone_refused = A resposta do celular foi recusada: { $code }.
desk-remark-phone_nothing = O celular não deu nenhum documento.
desk-remark-phone_portrait = O documento do celular não tem um retrato que se possa comparar.
desk-remark-phone_part = O celular reteve uma parte do documento.
desk-remark-phone_status = O emissor pode tê-lo revogado: nenhuma lista atual que o diria está em vigor.
desk-remark-document_removed = O documento foi tirado do leitor cedo demais.
desk-remark-reader_gone = Nenhum leitor de documentos está conectado a esta tela.
desk-remark-signer_withdrawn = O Estado revogou o documento ou o certificado que o assinou.
desk-remark-authority_missing = A autoridade que falta: { $authority }.
desk-remark-document_changed = Antes da resposta, mudou aquilo pelo que o documento foi julgado.
desk-remark-list_nothing_to_ask = O registro não contém nada que se possa perguntar à lista.
desk-remark-list_late = A lista não respondeu a tempo.
desk-remark-list_no_connection = Não foi possível alcançar a lista.
desk-remark-list_out_of_service = A lista disse que está fora de serviço.
desk-remark-list_refused = A lista não aceitou a pergunta.
desk-remark-list_strange = Não foi possível entender a resposta da lista.
desk-remark-list_reference = A referência é { $reference }.
desk-remark-lookup_no_name = O registro não tem um nome que se possa procurar na lista.
desk-remark-lookup_japanese = O nome está em caracteres japoneses, que se leem de várias formas: procure-o em letras latinas.
desk-remark-lookup_too_long = O nome é longo demais para ser procurado inteiro na lista.
desk-remark-lookup_gone = Uma lista que estava em vigor não existe mais: { $list }.
desk-remark-lookup_empty = As regras pedem todas as listas, e todas estão vazias.
desk-remark-lookup_never_imported = As regras pedem uma lista que nunca foi importada: { $list }.
desk-remark-lookup_overdue = As regras retêm todos enquanto uma lista está atrasada: { $list }.

## The lobby screen. It calls the visitor by name in a message that ends in -named, when the name is known; without one, in the message of the same id without that ending. Messages that end in -1, -2 and so on are the items of a list.

screen-language = Idioma
screen-staff = Para a equipe
screen-starting-title = Um momento, por favor

screen-unpaired-title = Conectar esta tela
screen-unpaired-lead = Digite o código que a recepção cria em “Gestão”.
screen-unpaired-code = Código de conexão, oito letras
screen-unpaired-submit = Conectar
screen-unpaired-busy = Verificando…
screen-unpaired-erase = Apagar a última letra
screen-unpaired-stray_letter = Os códigos não têm vogais nem números.
screen-problem-malformed_code = O código tem oito letras. Confira, por favor.
screen-problem-wrong_code = Este código está errado ou já foi usado. Confira ou peça um novo.
screen-problem-expired_code = Este código expirou. Peça um novo, por favor.
screen-problem-too_many_tries = Tentativas demais. Espere um minuto e tente de novo.
screen-problem-unreachable = O serviço não responde. Ele está funcionando?
screen-problem-revoked = Esta tela foi desconectada. Um código novo a conecta outra vez.

screen-idle-kicker = Olá
screen-idle-title = Faça seu registro no iPad, por favor
screen-idle-camera_off = A câmera está desligada
screen-idle-notice = Só liga durante o seu registro, e só olha o seu rosto se você se cadastrou.
screen-idle-notice_document = Só liga durante o seu registro ou ao mostrar um documento, se você concordou ou se cadastrou.
screen-idle-document = Primeira visita? Mostre o passaporte
screen-idle-phone = Primeira visita? Mostre o documento do seu celular

screen-capture-get_ready = Preparando a câmera
screen-capture-ask_first = Podemos usar a câmera?
screen-capture-turn_on = Ligar a câmera
screen-capture-preview = Você, como a câmera vê
screen-capture-cannot_move = Não consigo me mexer
screen-capture-dot_comes = Depois siga um ponto com o nariz.
screen-capture-code_comes = Depois, digite o código do seu aplicativo autenticador.
screen-capture-sign_in-kicker = Olá
screen-capture-sign_in-kicker-named = Olá, { $visitor }
screen-capture-sign_in-stop = Sem câmera, por favor
screen-capture-sign_in-before = A câmera vai confirmar que você é a pessoa cadastrada. Nenhuma imagem é guardada.
screen-capture-sign_in-during = A câmera confirma que você é a pessoa cadastrada. Nenhuma imagem é guardada.
screen-capture-sign_in-progress = Andamento da verificação
screen-capture-health_pass-kicker = Olá
screen-capture-health_pass-kicker-named = Olá, { $visitor }
screen-capture-health_pass-stop = Sem câmera, por favor
screen-capture-health_pass-before = A câmera vai ler só o código do seu certificado de saúde. Seu rosto não é olhado e nenhuma imagem é guardada.
screen-capture-health_pass-during = A câmera lê só o código do seu certificado de saúde. Seu rosto não é olhado e nenhuma imagem é guardada.
screen-capture-health_pass-progress = Andamento da verificação
screen-capture-sign_in_with_pass-kicker = Olá
screen-capture-sign_in_with_pass-kicker-named = Olá, { $visitor }
screen-capture-sign_in_with_pass-stop = Sem câmera, por favor
screen-capture-sign_in_with_pass-before = A câmera vai confirmar que você é a pessoa cadastrada e ler seu certificado de saúde. Nenhuma imagem é guardada.
screen-capture-sign_in_with_pass-during = A câmera confirma que você é a pessoa cadastrada e lê seu certificado de saúde. Nenhuma imagem é guardada.
screen-capture-sign_in_with_pass-progress = Andamento da verificação
screen-capture-enrolment-kicker = Cadastro
screen-capture-enrolment-kicker-named = Cadastro de { $visitor }
screen-capture-enrolment-stop = Parar, por favor
screen-capture-enrolment-before = A câmera vai olhar você de três lados. Uma descrição cifrada do seu rosto é guardada, e nenhuma imagem. Se parar, nada é guardado.
screen-capture-enrolment-during = Cadastro em andamento. Uma descrição cifrada do seu rosto é guardada, e nenhuma imagem. Se parar, nada é guardado.
screen-capture-enrolment-progress = Andamento do cadastro
screen-capture-document-kicker = Olá
screen-capture-document-kicker-named = Olá, { $visitor }
screen-capture-document-stop = Sem câmera, por favor
screen-capture-document-before = A câmera vai comparar o seu rosto com a foto do documento. Nenhuma imagem é guardada.
screen-capture-document-during = A câmera compara o seu rosto com a foto do documento. Nenhuma imagem é guardada.
screen-capture-document-progress = Andamento da verificação

screen-consent-title = A câmera pode reconhecer você da próxima vez?
screen-consent-is_new = Primeiro cadastro de { $name }.
screen-consent-is_known = { $name } já tem cadastro. Novas vistas são acrescentadas a ele.
screen-consent-fact-kept = Guarda-se uma descrição cifrada do seu rosto, nenhuma imagem.
screen-consent-fact-long = Fica até você revogar ou até expirar.
screen-consent-fact-back = Revogue na recepção a qualquer momento.
screen-consent-text = Com o que você concordaria
screen-consent-other_languages = Este texto não existe em português. Escolha um idioma que leia:
screen-consent-agree = Concordo
screen-consent-no = Não, obrigado

screen-guidance-look_here = Olhe aqui, por favor
screen-guidance-step_closer = Chegue um pouco mais perto
screen-guidance-step_back = Dê um pequeno passo para trás
screen-guidance-one_person = Uma pessoa de cada vez, por favor
screen-guidance-centre = Fique dentro da forma oval
screen-guidance-face_camera = Olhe para a frente
screen-guidance-more_light = Vire-se para a luz
screen-guidance-less_light = Saia da luz forte
screen-guidance-hold_still = Fique parado um momento
screen-guidance-open_eyes = Abra os olhos, por favor
screen-guidance-uncover_face = Tire óculos escuros, boné ou máscara
screen-guidance-looking_good = Muito bem, fique assim
screen-guidance-follow_dot = Siga o ponto com o nariz
screen-guidance-turn_a_little_left = Vire um pouco a cabeça para a sua esquerda
screen-guidance-turn_a_little_right = Vire um pouco a cabeça para a sua direita
screen-guidance-turn_back_a_little = Nem tanto: volte um pouco
screen-guidance-show_pass = Mostre seu certificado de saúde à câmera
screen-guidance-show_next_part = Obrigado. Agora mostre o próximo código
screen-guidance-show_other_pass = Código não aceito. Tem outro?

screen-code-title = Seu código pessoal
screen-code-lead = Digite os seis números que seu aplicativo autenticador mostra.
screen-code-field = Código pessoal, seis números
screen-code-erase = Apagar o último número
screen-code-submit = Pronto
screen-code-no_code = Estou sem o código
screen-code-wrong = O código não estava certo. Tente de novo.
screen-code-used = Esse código já foi usado. Espere pelo próximo.
screen-code-set_up-title = Configure seu código pessoal
screen-code-set_up-lead = Escaneie isto com o aplicativo autenticador do seu telefone. Depois, digite os seis números que ele mostra.
screen-code-set_up-qr = Um código QR para o seu aplicativo autenticador
screen-code-set_up-by_hand = Ou digite lá esta chave:

screen-document-consent-title = Podemos ler o seu documento?
screen-document-consent-read = A câmera lê as linhas da página; do chip lemos nome, data de nascimento, nacionalidade e foto, e a comparamos com o seu rosto.
screen-document-consent-read_phone = O celular nos mostra nome, data de nascimento, validade, país e retrato; comparamos o retrato com o seu rosto.
screen-document-consent-kept = Foto e número não são guardados; durante uma hora, rosto e documento são reconhecidos. A recepção vê o nome e, por dez minutos, pode oferecer o cadastro.
screen-document-consent-agree = Concordo
screen-document-consent-use_phone = Com meu celular
screen-document-consent-use_chip = Com passaporte
screen-document-is_new = Primeiro cadastro de { $name }, também com a foto do documento.
screen-document-no = Não, obrigado
screen-document-wallet-title = Continue no celular
screen-document-wallet-lead = Leia o código com o celular, escolha o documento e aceite compartilhá-lo.
screen-document-zone-title = Mostre a página com a foto
screen-document-zone-lead = As linhas com <<< devem aparecer aqui.
screen-document-zone-type = Prefiro digitar
screen-document-zone-preview = Seu documento, como a câmera o vê
screen-document-number-title = Número do documento
screen-document-birth-title = Data de nascimento
screen-document-expiry-title = Data de validade
screen-document-can-title = Seis dígitos do cartão
screen-document-date = Ano, mês, dia: dois dígitos cada
screen-document-field = O que você digitou
screen-document-use_can = Meu cartão tem seis dígitos
screen-document-use_number = Usar o número do documento
screen-document-use_camera = Usar a câmera
screen-document-next = Avançar
screen-document-erase = Apagar o último caractere
screen-document-key_wrong = Isso não abriu o chip. Por favor, confira.
screen-document-key_needs_dates = Este documento precisa do número e das datas.
screen-document-place-title = Coloque o documento no leitor
screen-document-place-lead = Passaporte: aberto, com a página da foto para baixo. Cartão: deitado.
screen-document-several_documents = Um documento de cada vez, por favor
screen-document-reading-title = Lendo o seu documento
screen-document-reading-lead = Deixe-o no leitor.
screen-document-drawing = Um documento sobre um leitor

screen-thinking-title = Obrigado
screen-thinking-lead = Um momento, por favor.
screen-thinking-camera_off = A câmera já está desligada
screen-thinking-desk-title = Alguém está verificando
screen-thinking-desk-lead = Por favor, fique aqui.

screen-outcome-welcome-title = Que bom ver você
screen-outcome-welcome-title-named = Que bom ver você, { $visitor }
screen-outcome-welcome-lead = Tudo pronto. Continue no iPad, por favor.
screen-outcome-please_wait-title = Alguém já vem atender você
screen-outcome-please_wait-lead = Espere aqui um momento, por favor. Não precisa fazer nada.
screen-outcome-declined-title = Sem câmera, sem problema
screen-outcome-declined-lead = Você será atendido em pessoa. Espere aqui um momento, por favor.
screen-outcome-in_person-title = Não há problema nenhum
screen-outcome-in_person-lead = Você será atendido em pessoa. Espere aqui um momento, por favor.
screen-outcome-try_light-title = Aqui é difícil ver você
screen-outcome-try_light-lead = Alguém já vem. Da próxima vez, mais luz no rosto ajuda.
screen-outcome-enrolled-title = Obrigado
screen-outcome-enrolled-title-named = Obrigado, { $visitor }
screen-outcome-enrolled-lead = Seu cadastro está feito. A câmera está desligada e nenhuma imagem foi guardada.
screen-outcome-enrolment_failed-title = Não deu certo
screen-outcome-enrolment_failed-lead = A câmera está desligada e nada foi guardado. Quem cadastra você pode ver o motivo.
screen-outcome-enrolment_stopped-title = Parado
screen-outcome-enrolment_stopped-lead = A câmera está desligada e nada foi guardado. A recepção vai ajudar você.
screen-outcome-document_ready-title = Obrigado
screen-outcome-document_ready-lead = Agora registre-se no iPad, em até dez minutos.
screen-outcome-document_failed-title = Registre-se no iPad, por favor
screen-outcome-document_failed-lead = O documento não foi usado. Alguém vai ajudar você.

screen-camera_missing-title = A câmera não está disponível
screen-camera_missing-lead = Faça seu registro no iPad como sempre. Alguém vai ajudar você.
screen-camera_missing-allow = Permitir a câmera
screen-camera_missing-staff-missing-1 = Veja se a câmera está ligada nas duas pontas.
screen-camera_missing-staff-missing-2 = Tente outra entrada USB.
screen-camera_missing-staff-missing-3 = Esta tela percebe sozinha quando a câmera volta.
screen-camera_missing-staff-blocked-1 = O navegador proíbe a câmera a esta página.
screen-camera_missing-staff-blocked-2 = Permita nas configurações do site ou por política.
screen-camera_missing-staff-blocked-3 = Esta tela percebe sozinha.
screen-camera_missing-staff-in_use-1 = Outro programa está usando a câmera. Feche-o.
screen-camera_missing-staff-in_use-2 = Se não houver, desconecte a câmera e conecte de novo.
screen-camera_missing-staff-in_use-3 = Esta tela tenta de novo sozinha.
screen-camera_missing-staff-not_asked-1 = O navegador ainda não pode usar a câmera.
screen-camera_missing-staff-not_asked-2 = Toque no botão e em “Permitir”. A câmera desliga em seguida.
screen-camera_missing-staff-insecure-1 = Navegadores só dão a câmera a páginas desta máquina ou com https.
screen-camera_missing-staff-insecure-2 = Abra http://localhost na máquina do serviço, ou use https.

screen-not_connected-title = Sem conexão
screen-not_connected-lead = Faça seu registro no iPad como sempre. Alguém vai ajudar você.
screen-not_connected-staff-1 = Esta tela continua tentando e volta sozinha.
screen-not_connected-staff-2 = Se não voltar: o serviço Vestibule e a rede estão funcionando?

screen-replaced-title = Aberta em outra janela
screen-replaced-lead = Esta tela agora aparece lá; esta janela descansa.
screen-replaced-take_over = Usar esta janela

screen-outdated-title = Esta página está desatualizada
screen-outdated-lead = Faça seu registro no iPad como sempre. Alguém vai ajudar você.
screen-outdated-staff-1 = Recarregar não ajudou. Feche o navegador e abra de novo.

## Mails from the desk.

mail-who = Quem
mail-host = Anfitrião
mail-where = Onde
mail-when = Quando
mail-written = A recepção escreve sobre { $visitor }
mail-your_visitor = sua visita
mail-invited = Como se cadastrar para a verificação facial na recepção
mail-invited_why = Depois do cadastro, a tela da recepção reconhece que é você quando chega. A escolha é sua: sem cadastro, a recepção olha um documento de identidade.
mail-invited_how = Para se cadastrar, traga um documento de identidade e avise na recepção. A tela mostra o texto abaixo e pergunta se você concorda; só então a câmera olha o seu rosto, e nenhuma imagem é guardada. Por favor, não envie foto.

## The page of "privacy export": everything that is held about a person.

export-title = O que se guarda sobre você
export-lead = Isto é tudo o que a verificação facial da recepção guarda sobre { $name }, em { $at }. Todos os horários estão em UTC. O arquivo data.json ao lado contém o mesmo para um programa, com todos os códigos e números.
export-who = Quem você é
export-field-name = Nome
export-field-email = E-mail
export-field-employeeId = Número de funcionário
export-field-consent = Consentimento
export-field-expiresAt = Expira em
export-field-id = Identificador
export-field-consentAt = Consentimento dado em
export-field-createdAt = Cadastro em
export-agreed = Com o que você concordou
export-agreed-none = Nenhum consentimento está guardado.
export-agreed-once = Em { $at } você concordou, para “{ $purpose }”. Foi anotado como “{ $statement }”.
export-agreed-version = Tratava-se do texto da versão { $version }.
export-agreed-desk = Você disse isso na recepção.
export-agreed-paper = Você declarou isso em papel.
export-agreed-screen = Você declarou isso em uma tela.
export-agreed-until = Vale até { $at }.
export-agreed-ended = Não vale mais desde { $at }: foi retirado ou substituído.
export-agreed-text = O texto da versão { $version }:
export-face = Seu rosto
export-face-none = Nenhum modelo do seu rosto está guardado.
export-face-one = Um modelo do seu rosto está guardado: números que um reconhecedor calculou a partir de imagens suas. As imagens não foram guardadas, e os números ficam cifrados.
export-face-more = { $count } modelos do seu rosto estão guardados: números que um reconhecedor calculou a partir de imagens suas. As imagens não foram guardadas, e os números ficam cifrados.
export-face-sign_in = Feito em { $at }, quando você pôde entrar, para o reconhecedor { $model }.
export-face-photo = Feito em { $at } a partir de uma foto, para o reconhecedor { $model }.
export-face-document = Feito em { $at } a partir do seu documento de identidade e da câmera ao lado, para o reconhecedor { $model }.
export-face-numbers = Os números estão em data.json.
export-sign_ins = Seus registros de chegada
export-sign_ins-none = Não há nenhum.
export-sign_in-visitor-approved = Em { $at }, ao se registrar como visitante{ $flow }, você pôde entrar.
export-sign_in-visitor-review = Em { $at }, ao se registrar como visitante{ $flow }, você foi encaminhado à recepção.
export-sign_in-employee-approved = Em { $at }, ao se registrar como funcionário{ $flow }, você pôde entrar.
export-sign_in-employee-review = Em { $at }, ao se registrar como funcionário{ $flow }, você foi encaminhado à recepção.
export-pictures-none = A câmera ficou desligada.
export-pictures-one = Uma imagem foi olhada e não foi guardada.
export-pictures-more = { $count } imagens foram olhadas e nenhuma foi guardada.
export-likeness = A semelhança com o seu modelo foi de { $score } em uma escala até 1.
export-noted = Anotado: “{ $note }”.
export-check-passed = A verificação “{ $check }” foi aprovada.
export-check-failed = A verificação “{ $check }” não foi aprovada.
export-done = O que foi feito com os seus dados
export-done-none = Nada está registrado.
export-done-once = Em { $at }: { $what }. Por: { $actor }{ $details }.
export-done-other = isto foi feito: { $action }
export-done-person_enrolled = você foi cadastrado
export-done-person_updated = o seu cadastro foi alterado
export-done-enrolment_invited = você foi convidado por e-mail a se cadastrar
export-done-person_exported = você recebeu o que se guarda sobre você
export-done-consent_renewed = um novo consentimento seu foi anotado
export-done-consent_withdrawn = o seu consentimento foi retirado
export-done-opt_out_added = foi anotado que a câmera nunca deve olhar para você
export-done-opt_out_removed = a anotação de que a câmera nunca deve olhar para você foi removida
export-done-second_template_stored = um modelo para o próximo reconhecedor foi feito quando você pôde entrar
export-done-second_template_dropped = os modelos para o próximo reconhecedor foram descartados, porque duas das suas visitas não combinavam
export-done-face_turned_on = a verificação facial foi permitida de novo depois de muitas falhas com o seu nome
export-done-personal_code_set_up = você configurou um código pessoal
export-done-personal_code_reset = seu código pessoal foi redefinido
export-done-lookalikes_changed = você recebeu um limite mais rigoroso, porque alguém se parece com você
export-done-lookalikes_forgotten = um limite mais rigoroso seu foi retirado
export-actor-service = o próprio serviço
export-actor-envoy = Envoy
export-actor-kiosk = você em uma tela da recepção ({ $who })
export-actor-desk = a recepção (conta { $who })
export-actor-command = a pessoa que opera o serviço ({ $who })
export-table-person_uses = Quando você entrou pela última vez
export-what-person_uses = Disso depende por quanto tempo o seu cadastro fica guardado.
export-table-person_tries = Verificações faciais que falharam com o seu nome
export-what-person_tries = Quantas seguidas desde a última correspondência, fosse quem fosse. Depois de muitas, a verificação faz uma pausa.
export-table-personal_codes = Seu código pessoal
export-what-personal_codes = Aquilo com que o aplicativo autenticador do seu telefone forma os códigos. É guardado cifrado, e o código é digitado depois da verificação facial onde o escritório o pede.
export-table-lookalikes = Pessoas que se parecem com você
export-what-lookalikes = Os rostos são parecidos para o reconhecedor, por isso é preciso uma correspondência maior para distingui-los.
export-table-outbox = Mensagens sobre você
export-what-outbox = Escritas a pessoas do prédio quando você teve de esperar, ou a você, até serem enviadas.
export-table-desk_cards = O que a recepção viu de você
export-what-desk_cards = Uma ficha para cada um dos seus últimos registros.
export-table-expected_visits = Visitas para as quais você é esperado
export-what-expected_visits = Como o Envoy as anunciou.
export-table-watchlist_entries = Entradas de uma lista de observação
export-what-watchlist_entries = Mantidas por este escritório, pelo motivo ali indicado.
export-what-other = Isto também está guardado, nos termos do programa (em inglês).

export-reason-desk_approved = Alguém da recepção verificou você pessoalmente e deixou entrar.
export-reason-other = O motivo é { $code }.

## Reasons of decisions: why, what the receptionist does (todo), and a chip of one to three words.

reason-matched-why = O rosto corresponde à pessoa cadastrada.
reason-matched-todo = Confira o visitante pessoalmente.
reason-matched-chip = Rosto corresponde

reason-passed-why = Todas as verificações exigidas aqui foram aprovadas.
reason-passed-todo = Confira o visitante pessoalmente.
reason-passed-chip = Tudo verificado

reason-not_required-why = Aqui não se exige nenhuma verificação.
reason-not_required-todo = Confira o visitante pessoalmente.
reason-not_required-chip = Sem verificação

reason-desk_approved-why = Alguém da recepção verificou o visitante pessoalmente e o deixou entrar.
reason-desk_approved-todo = Confira o visitante pessoalmente.
reason-desk_approved-chip = Liberado pela recepção

reason-no_match-why = O rosto não corresponde à pessoa cadastrada.
reason-no_match-todo = Confira um documento de identidade.
reason-no_match-chip = Rosto não corresponde

reason-other_person-why = O rosto corresponde melhor a outra pessoa cadastrada do que à nomeada.
reason-other_person-todo = Siga o procedimento: pode ser outra pessoa.
reason-other_person-chip = Parece outra pessoa

reason-not_enrolled-why = Ninguém está cadastrado com este nome ou e-mail, por isso a câmera ficou desligada.
reason-not_enrolled-todo = Confira um documento de identidade.
reason-not_enrolled-chip = Sem cadastro

reason-name_differs-why = O nome digitado não corresponde à pessoa cadastrada com este e-mail ou número de funcionário, por isso a câmera ficou desligada.
reason-name_differs-todo = Confira um documento de identidade e o nome no crachá.
reason-name_differs-chip = Nome diferente

reason-record_differs-why = O cadastro foi alterado por outro programa, por isso a câmera ficou desligada.
reason-record_differs-todo = Confira um documento de identidade e avise a pessoa que cuida do Vestibule.
reason-record_differs-chip = Cadastro alterado

reason-profile_differs-why = O Envoy indica outra pessoa cadastrada que este nome, e-mail ou número, por isso a câmera ficou desligada.
reason-profile_differs-todo = Confira um documento de identidade, e quem foi escolhido no iPad.
reason-profile_differs-chip = Outro perfil

reason-enrolment_expired-why = O cadastro expirou.
reason-enrolment_expired-todo = Confira um documento de identidade. Um gerente pode renovar o cadastro.
reason-enrolment_expired-chip = Cadastro expirado

reason-consent_outdated-why = O texto do consentimento mudou desde a concordância, por isso a câmera ficou desligada.
reason-consent_outdated-todo = Confira um documento de identidade e peça o consentimento de novo.
reason-consent_outdated-chip = Renovar consentimento

reason-opted_out-why = Esta pessoa não quer verificações faciais, por isso a câmera ficou desligada.
reason-opted_out-todo = Confira um documento de identidade.
reason-opted_out-chip = Sem verificação facial

reason-no_face-why = A câmera não viu nenhum rosto.
reason-no_face-todo = Peça ao visitante que fique diante da tela.
reason-no_face-chip = Nenhum rosto

reason-several_faces-why = Havia várias pessoas diante da câmera.
reason-several_faces-todo = Confira o visitante pessoalmente.
reason-several_faces-chip = Várias pessoas

reason-poor_quality-why = O rosto não foi visto bem o bastante (luz, distância ou ângulo).
reason-poor_quality-todo = Confira o visitante pessoalmente.
reason-poor_quality-chip = Imagem fraca

reason-face_changed-why = O rosto mudou mais de uma vez durante uma verificação.
reason-face_changed-todo = Confira o visitante pessoalmente.
reason-face_changed-chip = Rosto mudou

reason-spoof_suspected-why = Talvez uma imagem tenha sido mostrada à câmera em vez de uma pessoa.
reason-spoof_suspected-todo = Confira o visitante pessoalmente.
reason-spoof_suspected-chip = Talvez uma imagem

reason-movement_not_seen-why = A tela pediu um movimento da cabeça, que não foi visto a tempo.
reason-movement_not_seen-todo = Confira um documento de identidade.
reason-movement_not_seen-chip = Sem movimento

reason-cannot_move-why = Na tela foi tocado “Não consigo me mexer”.
reason-cannot_move-todo = Confira um documento de identidade.
reason-cannot_move-chip = Não pode se mover

reason-declined-why = A câmera foi recusada.
reason-declined-todo = Confira um documento de identidade.
reason-declined-chip = Sem câmera

reason-identity_declined-why = A pessoa preferiu que nenhum documento de identidade fosse lido.
reason-identity_declined-todo = Confira um documento de identidade pessoalmente.
reason-identity_declined-chip = Sem documento

reason-identity_not_read-why = Nenhum documento de identidade pôde ser lido na tela.
reason-identity_not_read-todo = Confira um documento de identidade pessoalmente.
reason-identity_not_read-chip = Documento não lido

reason-identity_refused-why = O documento de identidade não está como um Estado o assinou: o chip foi alterado, copiado ou retirado.
reason-identity_refused-todo = Confira o documento e a pessoa.
reason-identity_refused-chip = Documento recusado

reason-identity_copy_possible-why = Um Estado assinou os dados do documento, mas o chip não consegue provar que não é uma cópia.
reason-identity_copy_possible-todo = Olhe o próprio documento.
reason-identity_copy_possible-chip = Possível cópia

reason-identity_not_verified-why = Ninguém pôde verificar quem assinou o documento de identidade: a autoridade não está em nenhuma lista daqui.
reason-identity_not_verified-todo = Confira o documento pessoalmente.
reason-identity_not_verified-chip = Documento não verificado

reason-identity_expired-why = O documento de identidade, ou o certificado que o assinou, venceu.
reason-identity_expired-todo = Confira outro documento de identidade.
reason-identity_expired-chip = Documento vencido

reason-identity_face_differs-why = O rosto não corresponde à foto do documento de identidade.
reason-identity_face_differs-todo = Compare a pessoa com o documento.
reason-identity_face_differs-chip = Rosto diferente do documento

reason-identity_name_differs-why = O nome digitado não corresponde ao nome do documento de identidade.
reason-identity_name_differs-todo = Confira o documento e o nome no crachá.
reason-identity_name_differs-chip = Nome diferente do documento

reason-identity_used_before-why = Na última hora, este documento foi usado em outro registro, ou este rosto veio com outro documento.
reason-identity_used_before-todo = Confira pessoalmente quem é o visitante.
reason-identity_used_before-chip = Documento ou rosto já usado

reason-locked_out-why = Verificações faciais demais falharam seguidas para esta pessoa.
reason-locked_out-todo = Confira um documento de identidade.
reason-locked_out-chip = Tentativas demais

reason-signed_in_already-why = Pouco antes alguém entrou com este nome e ainda não registrou a saída.
reason-signed_in_already-todo = Confira pessoalmente quem era, e se o visitante é quem diz ser.
reason-signed_in_already-chip = Já está no prédio

reason-kiosk_offline-why = A câmera da recepção não estava conectada.
reason-kiosk_offline-todo = Confira o visitante pessoalmente e olhe a tela.
reason-kiosk_offline-chip = Tela sem conexão

reason-no_kiosk_here-why = Nenhuma câmera atende este local; as que existem pertencem a outros.
reason-no_kiosk_here-todo = Confira o visitante pessoalmente e avise a pessoa que cuida do Vestibule.
reason-no_kiosk_here-chip = Sem tela aqui

reason-camera_stuck-why = A câmera mostrava uma imagem que não se mexe: estava coberta ou travada.
reason-camera_stuck-todo = Confira o visitante pessoalmente e olhe a tela.
reason-camera_stuck-chip = Câmera travada

reason-camera_changed-why = A tela tinha outra câmera que não a registrada, ou uma a mais, por isso ninguém foi olhado.
reason-camera_changed-todo = Confira o visitante pessoalmente, olhe a câmera e diga em “Telas” se é sua.
reason-camera_changed-chip = Câmera trocada

reason-not_at_ipad-why = O registro não veio de um iPad da recepção, por isso a câmera ficou desligada.
reason-not_at_ipad-todo = Confira o visitante pessoalmente.
reason-not_at_ipad-chip = Não em um iPad

reason-second_camera_missing-why = A segunda câmera não está conectada, por isso ninguém foi verificado.
reason-second_camera_missing-todo = Confira o visitante pessoalmente e depois conecte a câmera.
reason-second_camera_missing-chip = Segunda câmera

reason-cameras_not_set_up-why = As duas câmeras não estão ajustadas, ou uma foi movida.
reason-cameras_not_set_up-todo = Confira o visitante pessoalmente e ajuste as câmeras em “Telas”.
reason-cameras_not_set_up-chip = Câmeras sem ajuste

reason-kiosk_busy-why = A câmera estava ocupada com outros visitantes.
reason-kiosk_busy-todo = Confira o visitante pessoalmente, ou deixe que se registre de novo.
reason-kiosk_busy-chip = Câmera ocupada

reason-policy_unreadable-why = As regras desta instalação tinham um erro, por isso todos tiveram de esperar.
reason-policy_unreadable-todo = Confira o visitante pessoalmente e avise a pessoa que cuida do Vestibule.
reason-policy_unreadable-chip = Regras com erro

reason-not_finished-why = Esta verificação foi encerrada porque outra havia falhado.
reason-not_finished-todo = Confira o visitante pessoalmente.
reason-not_finished-chip = Não concluído

reason-timed_out-why = O tempo da verificação facial acabou.
reason-timed_out-todo = Confira o visitante pessoalmente.
reason-timed_out-chip = Tempo esgotado

reason-watchlist_hit-why = O nome ou o rosto talvez esteja em uma lista de observação.
reason-watchlist_hit-todo = Siga o seu procedimento para listas de observação.
reason-watchlist_hit-chip = Lista de observação

reason-watchlist_out_of_date-why = Uma lista de observação exigida aqui está desatualizada ou não existe.
reason-watchlist_out_of_date-todo = Confira um documento de identidade e avise a pessoa que cuida do Vestibule.
reason-watchlist_out_of_date-chip = Lista desatualizada

reason-watchlist_unreachable-why = A lista de observação de terceiros não deu nenhuma resposta útil.
reason-watchlist_unreachable-todo = Siga o seu procedimento para listas de observação.
reason-watchlist_unreachable-chip = Lista inacessível

reason-credential_missing-why = Um certificado de saúde exigido não foi mostrado.
reason-credential_missing-todo = Peça o certificado de saúde.
reason-credential_missing-chip = Sem certificado

reason-credential_invalid-why = O certificado de saúde mostrado não foi aceito.
reason-credential_invalid-todo = Olhe o certificado de saúde pessoalmente.
reason-credential_invalid-chip = Certificado recusado

reason-code_not_set_up-why = Esta pessoa não configurou o código pessoal, que é exigido aqui.
reason-code_not_set_up-todo = Confira um documento de identidade e peça a um gerente que configure o código com esta pessoa.
reason-code_not_set_up-chip = Sem código

reason-code_missing-why = O rosto conferiu, mas nenhum código pessoal foi digitado a tempo.
reason-code_missing-todo = Confira um documento de identidade.
reason-code_missing-chip = Código não digitado

reason-code_wrong-why = O rosto conferiu, mas o código pessoal digitado estava errado.
reason-code_wrong-todo = Confira um documento de identidade.
reason-code_wrong-chip = Código errado

reason-code_used-why = O rosto conferiu, mas o código pessoal digitado já tinha sido usado.
reason-code_used-todo = Confira um documento de identidade e pergunte se outra pessoa viu o código.
reason-code_used-chip = Código já usado

reason-document_missing-why = Faltava no formulário algo que é exigido.
reason-document_missing-todo = Pergunte pelo que falta.
reason-document_missing-chip = Formulário incompleto

reason-instance_silent-why = A parte do serviço à qual a tela estava conectada não respondeu a tempo.
reason-instance_silent-todo = Confira o visitante pessoalmente.
reason-instance_silent-chip = Sem resposta

reason-too_old-why = O registro chegou tarde demais à verificação facial.
reason-too_old-todo = Deixe o visitante se registrar de novo.
reason-too_old-chip = Chegou tarde

reason-bad_request-why = O Envoy enviou um registro que não podia ser lido, ou para o endereço errado.
reason-bad_request-todo = Confira o visitante pessoalmente e avise a pessoa que cuida do Vestibule.
reason-bad_request-chip = Registro ilegível

reason-starting-why = A verificação facial estava iniciando, ou não podia porque faltava algo.
reason-starting-todo = Confira o visitante pessoalmente; se durar minutos, avise a pessoa que cuida do Vestibule.
reason-starting-chip = Serviço iniciando

reason-stopping-why = A verificação facial estava sendo reiniciada.
reason-stopping-todo = Confira o visitante pessoalmente.
reason-stopping-chip = Serviço reiniciando

reason-disk_full-why = O disco da verificação facial está cheio, então nenhum registro pode ser salvo.
reason-disk_full-todo = Confira o visitante pessoalmente e avise a pessoa que cuida do Vestibule.
reason-disk_full-chip = Disco cheio

reason-internal_error-why = A verificação facial teve uma falha.
reason-internal_error-todo = Confira o visitante pessoalmente e avise a pessoa que cuida do Vestibule.
reason-internal_error-chip = Falha
