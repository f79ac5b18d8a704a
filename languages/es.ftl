### Español
###
### Source: written for Vestibule, from en.ftl.
### Licence: MIT, as the rest of Vestibule.

## The page of the front desk.

desk-page = Recepción
desk-page-opening = Un momento …
desk-page-unreachable = El servicio no responde. Esta página lo vuelve a intentar sola.
desk-page-parts = Partes de la recepción
desk-page-log_out = Cerrar sesión
desk-page-ringing = { $seconds } s: ¿dejar entrar?
desk-page-waiting = ({ $count }) Recepción
desk-page-back = El servicio no respondió durante { $seconds } s. La lista vuelve a estar al día.
desk-page-stale = El servicio no responde desde las { $time }. Mientras tanto, Envoy puede dejar pasar a visitantes sin control: revise los documentos a mano hasta que desaparezca este aviso. Esta página se vuelve a conectar sola.
desk-page-moved = La lista acaba de moverse. Señale de nuevo la visita y pulse.
desk-trouble-calls_refused = Se rechazan las llamadas de Envoy, la última el { $time }: el secreto es probablemente de otra aplicación. Mientras tanto, Envoy deja pasar a visitantes sin control: revise los documentos a mano y avise a su administrador.
desk-trouble-clock_off = El reloj del equipo que comprueba a los visitantes probablemente está mal, y por eso los registros le parecen demasiado antiguos. Avise a su administrador.
desk-tab-queue = En espera
desk-tab-expected = Esperados
desk-tab-history = Historial
desk-tab-people = Personas
desk-tab-manage = Gestión
desk-tab-lobby = Pantallas
desk-tab-account = Su cuenta

desk-do-close = Cerrar
desk-do-discard = Descartar
desk-do-managers = Solo responsables: { $acts }
desk-do-save = Guardar
desk-do-send = Enviar
desk-do-no = No
desk-do-undo = Deshacer
desk-do-add = Añadir
desk-do-remove = Quitar
desk-do-copy = Copiar
desk-do-copied = Copiado
desk-do-show = Mostrar
desk-do-choose = elegir
desk-none = —
desk-never = nunca
desk-hours = { $hours } h { $minutes } min
desk-minutes = { $minutes } min
desk-minutes-none = ahora

desk-fault-unreachable = El servicio no responde. Inténtelo de nuevo en un momento.
desk-fault-outdated = Esta página es más antigua que el servicio. Vuelva a cargarla.
desk-fault-unknown = Algo ha fallado.
desk-fault-not_alike = Las dos contraseñas no coinciden.

desk-login-account = Cuenta
desk-login-password = Contraseña
desk-login-log_in = Iniciar sesión
desk-login-ended = Su sesión terminó a las { $time }. Inicie sesión de nuevo.
desk-login-oidc = Entrar con la cuenta de la empresa
desk-login-no_account = ¿Aún sin cuenta, o ha olvidado la contraseña? Un responsable le crea un enlace en «Gestión», o la persona que lleva Vestibule.
desk-login-choose = Elija una contraseña de al menos 12 caracteres. Varias palabras se recuerdan mejor.
desk-login-new = Contraseña nueva
desk-login-again = Otra vez
desk-login-set = Fijar contraseña y entrar
desk-login-begin_again = Tardó demasiado, o se empezó en otro navegador. Empiece de nuevo.
desk-login-not_admitted = La cuenta de su empresa no puede usar la recepción. Pida un rol a la persona que lleva Vestibule.
desk-login-provider_unreachable = El acceso de su empresa no responde. Inténtelo de nuevo en un momento.
desk-login-provider_refused = El acceso de su empresa no le dejó entrar.
desk-login-provider_failed = El acceso de su empresa envió una respuesta que no es de fiar. Avise a la persona que lleva Vestibule.

desk-account-who = { $name }, usuario { $login }, rol: { $role }. Su sesión dura hasta { $until }.
desk-account-language = Idioma
desk-account-card = Imprimir la tarjeta con las seis situaciones habituales
desk-account-by_provider = Usted entra con el proveedor de su organización; aquí no hay contraseña.
desk-account-password = Contraseña
desk-account-current = Contraseña actual
desk-account-new = Contraseña nueva, de al menos 12 caracteres
desk-account-again = Contraseña nueva otra vez
desk-account-changed = Se cambió su contraseña. Su sesión se ha cerrado en todas partes menos aquí.
desk-account-change = Cambiar contraseña
desk-role-reception = recepción
desk-role-manager = responsable
desk-role-auditor = auditoría
desk-role_long-reception = recepción: atiende a las visitas
desk-role_long-manager = responsable: eso, y registra, borra y gestiona
desk-role_long-auditor = auditoría: lee y no cambia nada

desk-bar-place = Lugar
desk-bar-every_place = Todos los lugares
desk-bar-find = Buscar a cualquiera
desk-find-found = Resultados
desk-find-nobody = Nadie: no espera, no está anunciado hoy ni registrado, y no hay visitas en los últimos 30 días.
desk-bar-alerts = Sonido y avisos
desk-bar-silent = Sin sonido: activar
desk-bar-unchecked = { $name }: no se comprueba a nadie
desk-queue-now = Ante la cámara
desk-queue-waiting = Le esperan
desk-queue-waiting_count = Le esperan ({ $count })
desk-queue-sound = Sonido cuando se retiene a alguien
desk-queue-notify = Aviso cuando hace falta responder enseguida
desk-queue-empty = No espera nadie.
desk-queue-closed = Cerradas
desk-queue-starting = La cámara se está encendiendo.
desk-queue-nameless = Nombre desconocido
desk-queue-to_see = visita a { $host }
desk-queue-employee = Empleado
desk-queue-times =
    { $count ->
        [one] retenida { $count } vez
        [many] retenida { $count } veces
       *[other] retenida { $count } veces
    }
desk-queue-ended_at = { $how }, a las { $time }
desk-queue-by = { $how } ({ $name })
desk-queue-seen_to = Atendida
desk-queue-let_in_waiting = Se dejó entrar mientras Envoy esperaba
desk-queue-now_nobody = Nadie por ahora
desk-list-order = Orden
desk-list-longest = Primero quien más espera
desk-list-latest = Primero los últimos
desk-list-name = Por nombre
desk-list-compact = Compacto
desk-list-procedure = Siga el procedimiento
desk-list-document = Revise un documento
desk-list-nobody = Nadie de quienes esperan coincide.
desk-list-new_alarms = { $number } por ver · mostrar
desk-outcome-let_in = Documento comprobado, entrada permitida
desk-outcome-turned_away = No se dejó entrar
desk-outcome-left = Se fue
desk-outcome-enrolled = Se registró
desk-outcome-held_again = Retenida otra vez en un registro posterior
desk-outcome-let_in_later = Entró en un registro posterior
desk-outcome-signed_out = Salida anotada en Envoy
desk-outcome-office_closed = Seguía esperando al cerrar la oficina
desk-row-let_in = Dejar entrar
desk-row-let_in_checked = Documento comprobado: dejar entrar · { $name }
desk-row-waiting_for = espera desde hace
desk-row-open_envoy = Abrir en Envoy
desk-row-part = No es la misma visita
desk-row-change_note = Cambiar nota
desk-row-add_note = Añadir nota
desk-row-note = Nota
desk-row-open = Abrir
desk-row-unanswered = se preguntó a recepción a las { $time }, nadie respondió
desk-row-with_them = { $name } está con la visita
desk-row-host_told = anfitrión avisado a las { $time } ({ $name })
desk-row-has_note = nota: { $note }
desk-row-approve = Apruebe también la entrada en Envoy: hasta entonces, Envoy hace esperar a la visita.
desk-row-why = ¿Por qué se le deja entrar? Su respuesta queda registrada.
desk-detail = Visita
desk-today = Hoy
desk-today-let_in = Entraron
desk-today-held = Enviados a recepción
desk-today-next = Quién viene después
desk-today-nobody = No hay más visitas anunciadas para hoy.
desk-days-yesterday = Ayer
desk-days-tomorrow = Mañana
desk-days-week = 7 días
desk-days-other = Otros días
desk-act-let_in = Documento comprobado: dejar entrar
desk-act-enrolled = Ya está registrado: dejar entrar
desk-act-left = Se ha ido
desk-act-turned_away = No dejar pasar
desk-act-with = Estoy con la visita
desk-act-not_with = Ya no estoy con la visita
desk-fact-host = Visita a
desk-fact-arrived = Registro
desk-fact-at = { $time }, { $place }
desk-fact-waiting = espera: { $time }
desk-fact-email = Correo
desk-fact-employee = N.º de empleado
desk-fact-phone = Teléfono
desk-fact-company = Empresa
desk-fact-document = Documento
desk-fact-document_name = Nombre en el documento
desk-document-passport = Pasaporte de { $state }
desk-document-card = Documento de identidad de { $state }
desk-document-licence = Permiso de conducir en un teléfono, de { $state }
desk-document-pid = Documento en un teléfono, de { $state }
desk-document-until = válido hasta { $day }
desk-document-class-genuine = auténtico
desk-document-class-copy_not_excluded = copia no excluida
desk-document-class-not_verified = no verificado
desk-document-class-expired = caducado
desk-document-class-revoked = retirado por el Estado
desk-document-face-matches = la cara coincide con la foto
desk-document-face-differs = la cara no coincide con la foto
desk-document-face-not_compared = cara no comparada
desk-fact-expected = Previsto
desk-fact-not_expected = no anunciado
desk-fact-enrolled = Registrado
desk-fact-not_enrolled = nadie con este nombre o correo
desk-fact-enrolled_since = { $name }, desde { $day }
desk-fact-visits = Últimas visitas
desk-fact-same_name = Mismo nombre
desk-visitor-all = Todas las visitas con este nombre o correo
desk-visitor-visits = Visitas con este nombre o correo
desk-visitor-enrolled = Abrir la persona registrada:
desk-visitor-not_enrolled = No hay nadie registrado con este nombre o correo. Otras personas pueden llamarse igual: compare un documento.
desk-visitor-none = No se conserva ninguna visita con este nombre o correo. Compruebe un documento, como en una primera visita.
desk-visitor-cut = Puede haber visitas anteriores: búsquelas en el historial.
desk-story-unanswered = Se preguntó a recepción y nadie respondió
desk-story-host = Anfitrión avisado por { $name }
desk-listed = Entradas de listas oficiales
desk-listed-alike = nombre igual al { $percent } %
desk-listed-by-email = encontrado por el correo
desk-listed-by-domain = encontrado por el dominio del correo
desk-listed-by-phone = encontrado por el teléfono
desk-listed-by-company = encontrado por la empresa
desk-listed-by-name = encontrado por el nombre
desk-listed-birth-agrees = la fecha de nacimiento coincide
desk-listed-birth-differs = la fecha de nacimiento difiere
desk-listed-birth-not_listed = sin fecha de nacimiento en la lista
desk-listed-birth-not_asked = fecha de nacimiento no preguntada
desk-listed-country-agrees = el país coincide
desk-listed-country-differs = el país difiere
desk-listed-country-not_listed = sin país en la lista
desk-listed-country-not_asked = país no preguntado
desk-listed-aliases = También llamado
desk-listed-born = Nacimiento
desk-listed-countries = Países
desk-listed-entry = Entrada
desk-listed-gone = Esta entrada ya no está en la lista.
desk-listed-dismissed = { $name } dijo el { $time }: no es la misma persona.
desk-listed-follows = Desde ahora esta entrada no retiene a { $name } cuando la cámara reconoce su cara. Termina cuando cambia la entrada o el nombre.
desk-listed-not_them = No es la misma persona
desk-news-waits = { $name } espera: { $why }
desk-news-waits_again = { $name } espera de nuevo: { $why }
desk-news-closed = { $name }: { $how }
desk-dock = Lo último
desk-ring-label = Espera su respuesta
desk-ring-title = ¿Dejar entrar a { $name }?
desk-ring-nameless = ¿Dejar entrar a esta visita?
desk-ring-seconds = { $seconds } s
desk-ring-enrolled = desde el { $day }
desk-ring-last = última entrada: { $at }
desk-ring-what_to_do = Mire a la visita y su documento de identidad. Sin respuesta, se la retiene como siempre.
desk-ring-let_in = Documento comprobado: abrir ahora
desk-ring-hold = Retener
desk-ring-notification = Recepción: ¿dejar entrar?
desk-ring-notification_text = Una visita espera ahora su respuesta.
desk-keys = Teclas
desk-keys-again = { $name }: ¿{ $act }? Pulse { $key } otra vez.
desk-key-ArrowDown = visita siguiente
desk-key-ArrowUp = visita anterior
desk-key-Enter = abrir
desk-key-n = nota (ficha abierta)
desk-key-save = guardar la nota
desk-key-t = no dejar pasar (ficha abierta)
desk-key-l = se ha ido (ficha abierta)
desk-key-help = esta lista
desk-key-i = dejar pasar (ficha abierta)
desk-key-z = deshacer lo último
desk-key-h = avisar al anfitrión (ficha abierta)
desk-key-w = estoy con la visita (ficha abierta)
desk-key-find = buscar
desk-key-Escape = cerrar la ficha
desk-key-r = ir a la visita que llama; Intro deja entrar
desk-guidance-look_here = aún sin cara
desk-guidance-step_closer = demasiado lejos
desk-guidance-step_back = demasiado cerca
desk-guidance-one_person = varias personas
desk-guidance-centre = no está en el centro
desk-guidance-face_camera = mira a otro lado
desk-guidance-more_light = demasiado oscuro
desk-guidance-less_light = demasiada luz
desk-guidance-hold_still = borrosa
desk-guidance-open_eyes = ojos cerrados
desk-guidance-uncover_face = cara quizá tapada
desk-guidance-looking_good = se está comparando la cara
desk-guidance-follow_dot = se le pide seguir el punto
desk-guidance-turn_a_little_left = se le pide girar un poco a la izquierda
desk-guidance-turn_a_little_right = se le pide girar un poco a la derecha
desk-guidance-turn_back_a_little = se le pide volver un poco
desk-guidance-show_pass = se le pide el certificado sanitario
desk-guidance-show_next_part = se le pide la parte siguiente
desk-guidance-show_other_pass = se le pide otro certificado

desk-steps = Primeros pasos
desk-steps-secret = El secreto de cliente es el de Envoy. Lo guarda la persona que lleva Vestibule.
desk-steps-reached = Una llamada de Envoy llega por el túnel.
desk-steps-envoy = Envoy envía aquí sus registros. Lo conecta una vez la persona que lleva Vestibule.
desk-steps-told = Alguien recibe un mensaje cuando un visitante queda en espera.
desk-steps-screen = Hay una pantalla emparejada.
desk-steps-consent = Hay un texto de consentimiento publicado.
desk-steps-enrolled = Hay alguien registrado.
desk-steps-done = Hecho:
desk-steps-to_do = Por hacer:
desk-steps-show = Ver

desk-host-tell = Avisar al anfitrión
desk-host-nobody = Desde aquí no se puede enviar nada: Envoy no dio el correo del anfitrión, o no hay servidor de correo ni canal configurados.
desk-host-to = Para
desk-host-message = Mensaje
desk-host-text = { $visitor } está en la recepción. Por favor, venga o llámenos.
desk-host-text_at = { $visitor } está en la recepción ({ $place }). Por favor, venga o llámenos.
desk-host-your_visitor = Su visita
desk-host-written = Para { $to }, { $time }: { $state }
desk-host-waiting = en camino
desk-host-sent = enviado
desk-host-given_up = no se pudo entregar
desk-host-forgotten = borrado antes de enviarse

desk-history-decided = Registros decididos
desk-history-time = Hora
desk-history-visitor = Visita
desk-history-host = Anfitrión
desk-history-lobby = Sede
desk-history-answer = Respuesta
desk-history-why = Motivo
desk-history-outcome = Resultado
desk-history-none = Ningún registro cumple estos filtros.
desk-history-widen = Ver los últimos 7 días
desk-history-totals = A recepción: { $held } · entraron: { $let_in }
desk-history-more = Mostrar más
desk-history-from = Desde
desk-history-to = Hasta
desk-history-all = todos
desk-history-held = retenida
desk-history-let_in = entró
desk-history-reason = Motivo
desk-history-name = Nombre
desk-history-csv = Guardar como CSV
desk-history-asked = Envoy preguntó: { $at }.
desk-history-frames =
    { $count ->
        [one] La cámara envió { $count } imagen; válidas para comparar: { $usable }.
        [many] La cámara envió { $count } imágenes; válidas para comparar: { $usable }.
       *[other] La cámara envió { $count } imágenes; válidas para comparar: { $usable }.
    }
desk-history-check = { $check }, tras { $seconds } s: { $why }
desk-history-passed = Superado.
desk-history-was_let_in = Respuesta tras { $seconds } s: entró.
desk-history-was_held = Respuesta tras { $seconds } s: retenida para la recepción.
desk-history-waits = aún espera
desk-history-ended = { $how }, { $at }.
desk-history-note = Nota: { $note }
desk-check-face = Cara
desk-check-watchlist = Lista de vigilancia
desk-check-health_pass = Certificado sanitario
desk-check-personal_code = Código personal
desk-check-document = Documento
desk-check-remote_list = Lista externa
desk-check-identity_document = Documento de identidad
desk-check-recent = Hora de la llamada
desk-check-none = No se exige nada
desk-check-held = Comprobaciones exigidas
desk-part-sign_ins = Registros
desk-part-numbers = Cifras de la semana
desk-part-accounts = Cuentas
desk-part-screens = Pantallas
desk-part-lists = Listas de vigilancia
desk-part-texts = Textos de consentimiento
desk-numbers = Cifras de la semana
desk-numbers-before = Semana anterior
desk-numbers-after = Semana siguiente
desk-numbers-none = Esta semana no se decidió ningún registro.
desk-numbers-cut = Hubo más registros de los que se cuentan aquí: se cuentan los últimos.
desk-numbers-let_in = Admitidos
desk-numbers-held = A recepción
desk-numbers-waited = Espera habitual
desk-numbers-longest = Espera más larga
desk-numbers-retries = Otra vez a recepción
desk-numbers-not_moved = No se movieron como se pidió
desk-numbers-cannot_move = No pueden moverse
desk-numbers-count = Número
desk-numbers-by_day = Por día
desk-numbers-by_hour = Por hora
desk-numbers-by_place = Por lugar
desk-numbers-by_reason = Por qué fueron a recepción
desk-numbers-by_outcome = Cómo acabaron las visitas

desk-expected-today = Esperados hoy
desk-expected-day = Día
desk-expected-find = Visita o anfitrión
desk-expected-only_not_enrolled = Sin registrar
desk-expected-only_listed = En una lista
desk-expected-visitors = Visitas esperadas
desk-expected-location = Sede
desk-expected-face = Control facial
desk-expected-checked_in = Registro
desk-expected-nobody = No se espera a nadie con ese nombre.
desk-expected-none = Envoy no ha anunciado visitas para este día. Si espera a alguien, pregunte a la persona que lleva Vestibule si Envoy envía aquí sus invitaciones.
desk-expected-cut = Se espera a más personas de las que se ven aquí.
desk-expected-now = Ahora
desk-expected-next = Más tarde
desk-expected-late = Con retraso
desk-expected-here = Ya están aquí
desk-expected-invite = Invitar a registrarse
desk-enrolled-enrolled = registrada
desk-enrolled-consent_needed = hay que renovar el consentimiento
desk-enrolled-expired = el registro ha caducado
desk-enrolled-photos_needed = necesita fotos nuevas
desk-enrolled-unclear = no está claro quién es
desk-enrolled-not_enrolled = no registrada
desk-enrolled-opted_out = no quiere control facial
desk-enrolled-unknown = borrada
desk-visit-expected = esperada
desk-visit-overdue = con retraso
desk-visit-let_in = entró
desk-visit-held = espera en recepción
desk-visit-seen_to = atendida
desk-visit-arrived = ya se registró
desk-visit-at = { $state }, { $time }

desk-lists = Listas de vigilancia
desk-lists-stays = La lista vigente sigue hasta que alguien decida.
desk-lists-accept = Poner en vigor la lista nueva
desk-lists-reject = Rechazarla
desk-lobby-screen = Pantalla
desk-lobby-state = Estado
desk-lobby-camera = Cámara
desk-lobby-none = No hay ninguna pantalla emparejada.
desk-lobby-check_up = Revisión
desk-lobby-takes = La revisión tarda unos segundos …
desk-lobby-fine =
    { $count ->
        [one] { $count } comprobación en orden
        [many] { $count } comprobaciones en orden
       *[other] { $count } comprobaciones en orden
    }
desk-lobby-for_administrator = Para la persona que lleva Vestibule: Troubleshooting, «{ $heading }».
desk-lobby-test = Probar la cámara
desk-lobby-connected = conectada, { $camera }
desk-lobby-connected_busy = conectada, { $camera }, en uso por una visita
desk-lobby-not_connected = sin conexión: compruebe que está encendida y muestra su página
desk-lobby-camera_lacking = Compruebe que hay una cámara conectada y permitida. Se retiene a quien necesite la cámara aquí.
desk-lobby-other_camera = Esta pantalla tiene otra cámara que la anotada, o una más, así que allí no se controla a nadie: { $camera }. Mire la pantalla. Si la cámara no es suya, desconéctela y llame a la persona que lleva Vestibule.
desk-lobby-is_ours = Es nuestra cámara
desk-lobby-two_cameras_not_set_up = Hacen falta dos cámaras y no están ajustadas. Se retiene a quien necesite la cámara aquí.
desk-lobby-two_cameras_set_up = Dos cámaras, a unos { $centimetres } cm.
desk-lobby-two_cameras_moved = Una de las dos cámaras se ha movido. Ajústelas de nuevo.
desk-lobby-phone_no_trust_list = Aquí no se ofrece el documento del teléfono: no se ha importado ninguna lista de emisores.
desk-lobby-phone_unsupported = Aquí no se ofrece el documento del teléfono: el navegador de esta pantalla no puede pedirlo.
desk-lobby-phone_no_bluetooth = Aquí no se ofrece el documento del teléfono: el equipo de esta pantalla no tiene adaptador Bluetooth.
desk-lobby-phone_offline = Aquí no se ofrece el documento del teléfono: el equipo de esta pantalla no tiene red.
desk-lobby-set_up_cameras = Ajustar las cámaras
desk-lobby-first_camera = Primera cámara
desk-lobby-second_camera = Segunda cámara
desk-camera-ready = cámara lista
desk-camera-missing = sin cámara
desk-camera-blocked = cámara no permitida
desk-camera-in_use = cámara en uso por otro programa
desk-camera-unknown = cámara desconocida
desk-light-green = bien
desk-light-amber = por revisar
desk-light-red = mal

desk-people-find = Nombre, correo o número de empleado
desk-people-only = Mostrar
desk-people-only-all = Todas las personas
desk-people-only-ask_again = Pedir de nuevo el consentimiento
desk-people-only-ended = Consentimiento o registro terminado
desk-people-only-face_off = Control facial desactivado
desk-people-only-no_email = Sin correo electrónico
desk-people-only-no_photos = Sin foto utilizable
desk-people-enrol = Registrar a alguien
desk-people-enrol_many = Registrar a varios
desk-people-listed = Personas registradas
desk-people-known_by = Se conoce por
desk-people-consent = Consentimiento
desk-people-expires = Caduca
desk-people-photos = Fotos
desk-people-last = Última entrada
desk-people-none = Nadie registrado coincide.
desk-people-empty = Aún no hay nadie inscrito.
desk-people-pages = Páginas
desk-people-previous = Anterior
desk-people-next = Siguiente
desk-people-page =
    { $count ->
        [one] Página { $page } de { $pages }, { $count } persona
        [many] Página { $page } de { $pages }, { $count } personas
       *[other] Página { $page } de { $pages }, { $count } personas
    }
desk-people-employeeId = empleado { $text }
desk-consent-stands = vigente
desk-consent-outdated = dado a un texto anterior: vuelva a pedirlo
desk-consent-withdrawn = retirado
desk-consent-run_out = caducado
desk-way-desk = en recepción
desk-way-paper = en papel
desk-way-screen = en pantalla

desk-person-somebody = Persona registrada
desk-person-name_only = Solo por el nombre
desk-person-facts = { $known } · alta el { $enrolled } · caduca: { $expires } · última entrada: { $used }
desk-person-photos =
    { $count ->
        [one] { $count } foto.
        [many] { $count } fotos.
       *[other] { $count } fotos.
    }
desk-person-photos_former = Otras se hicieron para un reconocedor anterior.
desk-person-consent = Consentimiento: { $state }.
desk-person-face_off = El control facial está desactivado: fallaron demasiados seguidos con este nombre. Mire en el historial quién lo intentó antes de activarlo.
desk-person-code = Tiene un código personal.
desk-person-no_code = No tiene código personal.
desk-person-text = texto «{ $version }»
desk-person-no_text = entonces no había texto publicado
desk-person-read_in = leído en { $language }
desk-person-until = hasta { $day }
desk-person-withdrawn = retirado el { $day }
desk-person-sign_ins =
    { $count ->
        [one] Registros con este nombre (el último)
        [many] Registros con este nombre (los últimos { $count })
       *[other] Registros con este nombre (los últimos { $count })
    }
desk-person-add_photos = Añadir fotos
desk-person-correct = Corregir datos
desk-person-renew = Renovar consentimiento
desk-person-withdraw = Retirar consentimiento
desk-person-export = Exportar
desk-person-opt_out = Sin control facial
desk-person-face_on = Activar el control facial
desk-person-reset_code = Restablecer el código personal
desk-person-erase = Borrar
desk-person-add_these = Añadir estas
desk-person-take_them = Tomarlas con esta cámara
desk-person-photos_added = Se añadieron las fotos.
desk-person-unchanged = No se cambió nada.
desk-person-corrected = Se corrigieron los datos.
desk-person-consent_until = Último día del consentimiento (vacío: sin fin)
desk-person-save_consent = Guardar consentimiento
desk-person-about_erasing = Borra a { $name } y su cara para siempre. Los registros pasados quedan, sin nombre. No se puede deshacer.
desk-person-type_name = Escriba el nombre para confirmar: { $name }
desk-person-erase_now = Borrar a { $name } para siempre
desk-person-receipt = Se guardó el recibo, que no contiene nombre ni cara.
desk-person-restore = Anular la retirada
desk-person-opt_in = Volver a permitir el control
desk-person-about_withdrawing = La cámara queda apagada para { $name } desde ahora. La limpieza borra a la persona y su rostro al próximo inicio del servicio o en 24 horas. Hasta entonces puede anularlo aquí.
desk-person-about_opting_out = La cámara queda apagada para { $name } desde ahora. Sigue registrado. Puede anularlo aquí.

desk-enrol-name = Nombre completo, como lo escribe en el iPad
desk-enrol-email = Correo electrónico
desk-enrol-employeeId = Número de empleado de Envoy, para empleados
desk-enrol-until = Último día del registro (vacío: sin fin)
desk-enrol-how_agreed = Cómo y cuándo aceptó
desk-enrol-example = formulario firmado, 25/11/2026
desk-enrol-where_agreed = Dónde aceptó
desk-enrol-send = Registrar con fotos
desk-enrol-camera = Registrar con esta cámara
desk-enrol-check = Solo revisar las fotos
desk-enrol-document = He visto su documento de identidad (necesario si ninguna foto anterior dice quién es; queda anotado con su nombre)
desk-enrol-personal_code = Con esta cámara: configurar también un código personal (para la aplicación de autenticación de su propio teléfono; solo lo muestra la pantalla del vestíbulo)
desk-enrol-photos = Fotos: esta persona sola, de frente (hasta { $count })
desk-enrol-judged = { $file }, con la evaluación
desk-enrol-limit = { $value } (límite { $limit })
desk-photo-good = buena
desk-photo-refused = no vale
desk-photo-repeated = cuenta una vez: es la misma imagen que otra
desk-enrol-nothing = No se guardó nada.
desk-enrol-show_them = Ver persona
desk-enrol-enrolled =
    { $count ->
        [one] Registrada con { $count } foto.
        [many] Registrada con { $count } fotos.
       *[other] Registrada con { $count } fotos.
    }
desk-enrol-updated =
    { $count ->
        [one] { $count } foto añadida.
        [many] { $count } fotos añadidas.
       *[other] { $count } fotos añadidas.
    }
desk-enrol-unchanged = No se cambió nada: no había nada nuevo.
desk-enrol-twins = Gemelos, o solo parecidos
desk-import-how = Ponga a cada foto el nombre de la persona, con un número si hay varias («Ada Ejemplo 2.jpg»), o las fotos de cada una en una carpeta con su nombre. Una lista entre los archivos (CSV) puede indicar también el correo y cómo aceptó cada una.
desk-import-two_lists = Hay varias listas. Elija una.
desk-import-files = Fotos, y una lista si la tiene
desk-import-folder = O una carpeta con ellas
desk-import-empty = No hay fotos entre estos archivos.
desk-import-enrol =
    { $count ->
        [one] Registrar a { $count } persona
        [many] Registrar a { $count } personas
       *[other] Registrar a { $count } personas
    }
desk-import-again =
    { $count ->
        [one] Reintentar: { $count } persona
        [many] Reintentar: { $count } personas
       *[other] Reintentar: { $count } personas
    }
desk-import-stop = Parar después de esta
desk-import-save_refused = Guardar quién no se registró y por qué
desk-import-so_far =
    { $count ->
        [one] { $count } persona: { $enrolled } registradas, { $refused } no, { $left } pendientes.
        [many] { $count } personas: { $enrolled } registradas, { $refused } no, { $left } pendientes.
       *[other] { $count } personas: { $enrolled } registradas, { $refused } no, { $left } pendientes.
    }
desk-import-listed = Personas por registrar
desk-import-result = Resultado
desk-import-leave_out = Dejar fuera las fotos rechazadas
desk-import-missing = { $file } no está entre los archivos.
desk-import-too_many = Hay { $count } fotos. Dé { $most } como máximo.
desk-import-too_large = Las fotos son demasiado grandes: { $each } MB cada una, { $all } MB en total. Guárdelas más pequeñas.
desk-lobby_enrol-new = Registrando a { $name }, persona nueva, en { $screen }:
desk-lobby_enrol-known = Añadiendo imágenes al registro de { $name } en { $screen }:
desk-lobby_enrol-waiting = Esperando a la pantalla.
desk-lobby_enrol-asking = La pantalla muestra el texto de consentimiento y pregunta si acepta.
desk-lobby_enrol-posing = Ante la cámara: { $taken } de 3 imágenes.
desk-lobby_enrol-posing_short = Ante la cámara: { $taken } de 3 imágenes; { $short }.
desk-lobby_enrol-code = Todas las imágenes están hechas. En la pantalla se configura el código personal.
desk-lobby_enrol-interrupted = Alguien se está registrando y tiene la cámara primero. Después se sigue.
desk-lobby_enrol-storing = Ya están todas las imágenes. Un momento …
desk-lobby_enrol-enrolled = Registrada. La próxima vez la cámara la conocerá.
desk-lobby_enrol-ended = No se guardó nada.
desk-lobby_enrol-stop = Parar
desk-lobby_enrol-screen = ¿En qué pantalla está?
desk-lobby_enrol-away = { $name } (sin conexión)
desk-offer-manager_knows = Si es otra persona, ofrézcalo de nuevo y dígalo. Si es la misma persona, añada fotos a ese registro.
desk-offer-ask_manager = Un responsable puede decir quién es y ofrecerlo de nuevo.
desk-offer-offer = Ofrecer registro
desk-offer-from_document = Registrar con este documento
desk-offer-without_document = Registrar sin el documento
desk-offer-document_name = Nombre en el documento que la pantalla verificó: { $name }
desk-offer-shown = { $name } mostró hace poco un documento auténtico.
desk-offer-name = Nombre completo, como en su documento
desk-offer-signed_in = Como se registró: { $email }
desk-offer-signed_in_id = Como se registró: { $email }, número de empleado { $id }
desk-offer-no_email = sin correo
desk-offer-checked = He comprobado su documento
desk-offer-new = Esto registra a una persona nueva.
desk-offer-known = Esto cambia el registro de { $name }, que ya está registrada: se añaden imágenes si es su cara.

desk-accounts = Cuentas
desk-accounts-listed = Quién puede usar la recepción
desk-accounts-name = Nombre
desk-accounts-login = Usuario
desk-accounts-role = Rol
desk-accounts-last = Última sesión
desk-accounts-change = Cambiar
desk-accounts-you = Usted
desk-accounts-active = nunca ha entrado
desk-accounts-link_open = tiene un enlace, aún sin contraseña
desk-accounts-link_expired = el enlace ha caducado
desk-accounts-link = Con este enlace, { $name } (usuario { $login }) elige una contraseña. Sirve una vez, hasta { $until }. No se lo dé a nadie más; no se vuelve a mostrar.
desk-accounts-role_of = Rol de { $name }
desk-accounts-new_link = Enlace nuevo
desk-accounts-revoke = Revocar
desk-accounts-revoke_now = Revocar a { $name }
desk-accounts-add = Añadir cuenta
desk-accounts-login_field = Usuario (vacío: a partir del nombre)
desk-screens-connected = { $name }, conectada
desk-screens-not_connected = { $name }, sin conexión
desk-screens-unpair = Desemparejar
desk-screens-unpair_now = Desemparejar { $name }
desk-screens-pair = Emparejar una pantalla
desk-screens-name = Nombre, como Lobby
desk-screens-serves = Atiende
desk-screens-every_place = todas las sedes
desk-screens-make_code = Crear código
desk-screens-code = Abra { $address } en la pantalla «{ $name }» y escriba este código. Sirve una vez, hasta las { $time }.
desk-places = Nombrar una sede
desk-places-about = De estas sedes Envoy solo dice el número. El nombre se ve en la recepción y en los mensajes; las reglas no dependen de él.
desk-places-place = Sede
desk-places-name = Nombre (vacío: mostrar el número)
desk-places-save = Guardar nombre
desk-place-unnamed = Sede { $id }
desk-own_list = Lista de vigilancia
desk-own_list-empty = No hay nadie en su propia lista.
desk-own_list-find = Buscar en su propia lista
desk-own_list-not_found = Ninguna entrada de su lista coincide.
desk-own_list-listed = Su propia lista
desk-own_list-found_by = Se busca por
desk-own_list-why = Motivo
desk-own_list-added = Añadido
desk-own_list-until = Hasta
desk-own_list-no_end = sin fin
desk-own_list-acts = Cambiar o quitar
desk-own_list-remove_now = Quitar para siempre
desk-own_list-others = Listas externas en uso
desk-own_list-none = Ninguna.
desk-own_list-dated = { $entries } entradas, del { $date }, importada el { $imported }.
desk-own_list-undated = { $entries } entradas, sin fecha, importada el { $imported }.
desk-own_list-age =
    { $count ->
        [one] Tiene { $count } día.
        [many] Tiene { $count } días.
       *[other] Tiene { $count } días.
    }
desk-own_list-overdue = Está vencida: hay que importar una más reciente.
desk-own_list-fetch_failed = Las últimas { $times } descargas fallaron. Avise a la persona que lleva Vestibule: la guía explica por qué en «Finding watchlist_fetch».
desk-own_list-add = Añadir a alguien
desk-own_list-add_form = Añadir a la lista de vigilancia
desk-own_list-about = Se retiene a quien coincida, y la pantalla no dice por qué. La fecha de nacimiento y el país acotan un nombre si su formulario los pide.
desk-own_list-name = Nombre completo
desk-own_list-aliases = Otros nombres, separados por punto y coma
desk-own_list-birthDate = Fecha de nacimiento
desk-own_list-country = País o su código
desk-own_list-email = Correo electrónico
desk-own_list-domain = Dominio de correo: todas las personas de allí
desk-own_list-phone = Teléfono, con +
desk-own_list-company = Empresa: todos los de allí
desk-own_list-note = Motivo: la recepción lo preguntará
desk-own_list-last_day = Último día en la lista (vacío: sin fin)
desk-own_list-add_now = Añadir a la lista
desk-own_list-face = el rostro
desk-own_list-face_about = Un rostro necesita una base legal, porque la persona no ha consentido. El servicio mira las fotos y las olvida. El rostro solo se compara en un control que se hace de todos modos.
desk-own_list-legalBasis = Base legal: qué permite conservar el rostro
desk-own_list-remove_face = Quitar el rostro
desk-own_list-change_form = Cambiar una entrada
desk-own_list-import = Importar una tabla
desk-own_list-import_about = Elija un archivo CSV. Su primera fila nombra las columnas; solo «note» es necesaria. Cada fila se añade por separado. Las filas con errores se muestran aquí, y nada se añade dos veces.
desk-own_list-template = Guardar una plantilla
desk-own_list-file = Archivo CSV
desk-own_list-imported = { $added } añadidas, { $refused } no añadidas.
desk-own_list-row = Fila { $row }: { $why }
desk-text = Texto de consentimiento
desk-text-form = Publicar un texto de consentimiento
desk-text-publish = Publicar un texto
desk-text-about = Con la versión vigente, un texto es una traducción y no se vuelve a preguntar a nadie. Con una versión nueva, sustituye al texto anterior.
desk-text-version = Versión, como 2026-11
desk-text-language = Idioma
desk-text-text = Texto
desk-text-publish_now = Publicar
desk-text-publish_version = Publicar la versión nueva
desk-text-publish_translation = Publicar la traducción
desk-text-asks_nobody = Versión nueva: aún no hay nadie registrado.
desk-text-asks =
    { $count ->
        [one] Versión nueva: se volverá a preguntar a { $count } persona registrada, con la cámara apagada hasta que acepte.
        [many] Versión nueva: se volverá a preguntar a { $count } personas registradas, con la cámara apagada hasta que acepten.
       *[other] Versión nueva: se volverá a preguntar a { $count } personas registradas, con la cámara apagada hasta que acepten.
    }
desk-text-none = Aún no se ha publicado ningún texto.
desk-text-current = Versión «{ $version }», { $language }
desk-text-current_unsaid = Versión «{ $version }», idioma sin indicar
desk-text-before = Antes: versión «{ $version }», publicada el { $day }

desk-said-malformed = Rellene todos los campos.
desk-said-wrong_login = El usuario y la contraseña no coinciden. Si la ha olvidado, pida un enlace nuevo.
desk-said-bad_link = Este enlace no vale: ya se usó, tiene más de 24 horas o lo sustituye otro. Pida uno nuevo.
desk-said-provider_only = Esta cuenta solo entra con el proveedor OpenID. No se cambió nada.
desk-said-too_many_tries = Demasiados intentos desde este ordenador. Espere un minuto.
desk-said-too_many_acts = No se guardó nada: esta cuenta ha actuado demasiadas veces. Espere un minuto.
desk-said-busy = Muchas personas están iniciando sesión. Inténtelo de nuevo.
desk-said-paused = Demasiadas contraseñas erróneas. Espere { $minutes } min o pida un enlace nuevo.
desk-said-bad_password = Esta contraseña no vale. Necesita al menos 12 caracteres, 5 de ellos distintos, no solo su nombre, y no puede ser de las habituales.
desk-said-not_signed_in = Inicie sesión.
desk-said-not_allowed = Su cuenta no puede hacer esto. Pida otro rol a la persona que lleva Vestibule.
desk-said-bad_request = Así no es posible. Revise lo escrito o vuelva a cargar la página.
desk-said-internal_error = El servicio tuvo un fallo. Inténtelo de nuevo en un momento.
desk-said-too_late = Era demasiado tarde: la visita está retenida. Déjela entrar desde Envoy.
desk-said-was_let_in = Ya se dejó entrar a esta visita. Aquí no se puede deshacer.
desk-said-not_stored = No se pudo guardar, así que la visita sigue retenida. Inténtelo de nuevo o use Envoy.
desk-said-no_such_card = Este registro ya no está en la recepción.
desk-said-no_such_place = Allí ya no se puede enviar nada. Cierre esto y ábralo de nuevo.
desk-said-no_such_hit = Esta entrada ya no está en la lista o no se refiere a nadie inscrito. Abra la ficha de nuevo.
desk-said-too_many_messages = No se envió nada: en una hora pueden salir hasta 5 mensajes sobre una visita, 10 a un anfitrión y 30 de una cuenta. Llame, o escriba más tarde.
desk-said-written_since = Desde que se abrió esto ya salió un mensaje sobre esta visita. No se envió nada: mire lo que salió y envíe otra vez si aún hace falta.
desk-said-empty = Escriba algo primero.
desk-said-already_so = { $name } se adelantó. Mire cómo está ahora.
desk-said-note_changed = Otra persona ha cambiado esta nota entretanto. Ahora dice: «{ $note }». No se ha guardado nada; guarde otra vez para sustituirla.
desk-said-waits_already = Esta visita ya está esperando.
desk-said-nobody_enrolled = Desde esta ficha no se registró a nadie. Diga de qué otro modo terminó la visita.
desk-said-not_found = Este registro ya no se conserva.
desk-said-decided_meanwhile = Alguien decidió entretanto, o llegó una lista más reciente.
desk-said-searches_busy = El servicio está ocupado con otras búsquedas. Inténtelo en un minuto.
desk-said-no_such_zone = No existe esa zona horaria.
desk-said-screen_elsewhere = La pantalla está conectada a otra máquina de esta instalación. Hágalo desde la recepción de allí.
desk-said-test_done = La cámara funciona: la primera imagen llegó a los { $seconds } s.
desk-said-test_declined = Alguien en la pantalla rechazó la cámara.
desk-said-test_cannot_move = Alguien en la pantalla dijo que no puede moverse.
desk-said-test_camera_failed = La pantalla no tiene cámara que pueda usar. Compruebe que está conectada y permitida.
desk-said-test_camera_stuck = La cámara muestra una imagen que no se mueve. Abra la tapa o vuelva a conectarla.
desk-said-test_camera_changed = No es la cámara anotada, o hay una más. Mírela y confírmela abajo si es suya.
desk-said-test_second_camera_missing = Hacen falta dos cámaras y la pantalla tiene una. Conecte la segunda.
desk-said-cameras_learned = Las cámaras están ajustadas. Están a unos { $centimetres } cm.
desk-said-cameras_measured = Pares medidos: { $count }
desk-said-cameras_stand = Que una persona se ponga delante de la pantalla, a un brazo de distancia, y haga lo que dice: acercarse y alejarse.
desk-said-cameras_too_few_pairs = Muy pocas imágenes muestran toda la cara en ambas cámaras. Oriente las cámaras hacia la cara.
desk-said-cameras_no_relief = No se vio una cabeza. Tiene que haber una persona, no una imagen.
desk-said-cameras_too_little_movement = La persona tiene que acercarse y alejarse.
desk-said-cameras_misfit = Las imágenes no concuerdan. Compruebe que ambas cámaras están fijas y ajústelas de nuevo.
desk-said-cameras_distance = Monte las cámaras a una distancia de 6 a 15 cm.
desk-said-cameras_parallel = Gire las cámaras para que miren en la misma dirección.
desk-said-cameras_level = Monte ambas cámaras derechas y a la misma altura.
desk-said-test_kiosk_offline = La pantalla no está conectada. Compruebe que está encendida y muestra su página.
desk-said-test_no_kiosk_here = Esa pantalla ya no existe.
desk-said-test_kiosk_busy = Hay una visita ante la cámara. Inténtelo en un momento.
desk-said-test_timed_out = No llegó ninguna imagen a tiempo. Mire la pantalla y su red.
desk-said-test_aborted = El servicio se está reiniciando. Inténtelo en un momento.
desk-said-camera_confirmed = Desde ahora esta es su cámara.
desk-said-camera_other_again = Vuelve a tener otra cámara. Mírela otra vez.
desk-said-check_up_amiss = { $count } de { $all } controles encontraron algo. Avise a un responsable o a la persona que lleva Vestibule.
desk-said-check_up_fine = Todo está en orden.
desk-said-check_up_not_run = No se pudo hacer la revisión. Avise a la persona que lleva Vestibule.
desk-said-list_shrunk = La lista nueva { $list } tiene { $entries } entradas; la vigente, { $before }: puede estar cortada. Mire lo que dice quien la publica.
desk-said-list_is_another = De las { $before } entradas vigentes de { $list }, { $kept } están en la lista nueva: puede ser otra lista.
desk-said-list_older = El archivo de { $list } es del { $date }; la lista vigente, del { $dateBefore }: puede ser más antiguo, o la fecha vigente puede estar mal.
desk-said-list_says_less = La lista nueva { $list } dice menos de las mismas entradas (otros nombres { $names }, palabras de un nombre { $words }, fechas de nacimiento { $birthDates }, países { $countries }): puede que su formato haya cambiado. Ejemplo: { $example }.
desk-said-list_moved = En la lista nueva { $list }, hay nombres o años de nacimiento en otras entradas que antes (nombres iguales { $names }, años de nacimiento { $birthYears }): puede estar mezclada. Ejemplo: { $example }.
desk-said-list_undated = El archivo nuevo de { $list } no tiene fecha; la lista vigente es del { $dateBefore }: puede que su formato haya cambiado.
desk-said-person_gone = Esta persona no está registrada, o se borró entretanto.
desk-said-consent_changed_since = Desde que se abrió esta página, la persona retiró su consentimiento o se publicó otro texto. No se cambió nada: cierre, vuelva a abrir y pregúntele.
desk-said-how_missing = Diga cómo y cuándo aceptó, por ejemplo «formulario firmado, 25/11/2026». No se cambió nada.
desk-said-day_passed = Ese día ya pasó y el consentimiento no valdría. Dé un día posterior. No se cambió nada.
desk-said-consents = { $name } da su consentimiento.
desk-said-consents_to = { $name } da su consentimiento al texto «{ $version }».
desk-said-no_consent = { $name } no tiene consentimiento que retirar. No se cambió nada.
desk-said-consent_withdrawn = Se retiró el consentimiento de { $name }: la cámara queda apagada y la próxima limpieza borra a la persona. Para hacerlo ya, use «Borrar».
desk-said-not_opted_out = { $name } no está en la lista sin control facial. No se cambió nada.
desk-said-opted_in = { $name } ya no está en la lista sin control facial.
desk-said-not_withdrawn = El consentimiento de { $name } no está retirado. No se cambió nada.
desk-said-consent_restored = El consentimiento de { $name } vuelve a valer.
desk-said-opted_out = Anotado: desde ahora la cámara queda apagada para { $name }. Sigue en el registro; para borrar a la persona, use «Borrar».
desk-said-opted_out_before = Ya estaba anotado: la cámara queda apagada para { $name }. Sigue en el registro; para borrar a la persona, use «Borrar».
desk-said-face_not_off = El control facial de { $name } no está desactivado. No se cambió nada.
desk-said-face_on = El control facial de { $name } vuelve a estar activo.
desk-said-code_reset = El código personal de { $name } ya no vale. Puede configurar otro en una pantalla del vestíbulo.
desk-said-no_code_set_up = { $name } no tiene código personal. No se cambió nada.
desk-said-exported = Todo lo guardado sobre { $name } está en data.json y data.html.
desk-said-exported_listed = Todo lo guardado sobre { $name } está en data.json y data.html. Incluye una entrada de la lista de vigilancia: compruebe si debe reservarla.
desk-said-name_not_typed = Para borrar a { $name } para siempre, escriba el nombre tal como está aquí. No se borró a nadie.
desk-said-erased = Se borró a { $name } para siempre.
desk-said-photos_too_large = Las fotos son demasiado grandes. Guárdelas más pequeñas o dé menos.
desk-said-too_many_photos = Son demasiadas fotos a la vez.
desk-said-not_the_form = Esto no es lo que envía la página. Vuelva a cargarla.
desk-said-uploads_busy = Se están revisando otras fotos. Inténtelo en un momento.
desk-said-text_changed = Desde que se abrió este formulario se publicó otro texto de consentimiento, que nadie ha aceptado aún. No se registró a nadie: cierre el formulario, ábralo de nuevo y pregunte.
desk-said-csv_empty = No hay nadie en esta lista: no tiene filas bajo el encabezado.
desk-said-csv_not_utf8 = Esta lista no es texto en UTF-8. Guárdela como «CSV UTF-8» en la hoja de cálculo.
desk-said-csv_not_text = Esto no es texto, sino otro archivo.
desk-said-csv_malformed = La lista no está bien formada; probablemente sobran o faltan comillas. No se cambió nada.
desk-said-csv_heading = El encabezado no encaja: hacen falta las columnas name, consent y photos (o folder). No se cambió nada.
desk-said-csv_too_long = Aquí una lista puede tener hasta 20.000 filas y 5 MB. Divídala.
desk-said-csv_unreadable = Esta lista no se puede leer: sus filas son demasiado largas. Divídala.
desk-said-ask_manager = Solo un responsable puede decir a quién se parece la cara. Pídale que lo ofrezca desde esta ficha.
desk-said-found_since = Desde que se abrió la ficha ha cambiado quién está registrado. Pulse «Cancelar» y ofrézcalo de nuevo.
desk-said-document_gone = El documento ya no vale: se mostró hace demasiado tiempo, o cambiaron las listas de autoridades. Pida que lo muestren de nuevo, u ofrézcalo sin él.
desk-said-offer_opted_out = Alguien con este nombre, correo o número no quiere control facial: su cara nunca se capta.
desk-said-offer_alarm = Esta ficha es una alarma, así que desde ella no se puede registrar a nadie. Siga el procedimiento.
desk-said-no_text = Aún no hay texto de consentimiento. Publique uno primero en «Gestión».
desk-said-stopped = Parado. No se guarda nada.
desk-said-over_already = Ya ha terminado.
desk-said-namesake = Ya hay alguien registrado con este nombre o con uno que se confunde, y este registro no era suyo. Si es otra persona, pida a un responsable que lo ofrezca desde esta ficha.
desk-said-other_record = El correo o el número de empleado de este registro son de otra persona, así que desde su ficha no se puede registrar a nadie. Que se registre con sus propios datos.
desk-said-other_record_found = El correo o el número de empleado de este registro son de otra persona ({ $found }), así que desde su ficha no se puede registrar a nadie. Que se registre con sus propios datos.
desk-said-document_name_differs = El nombre del documento no coincide con el de la ficha. Que se registre con su propio nombre, y ofrézcalo desde esa ficha.
desk-said-no_such_screen = Esa pantalla ya no existe. Elija otra.
desk-said-screen_away = La pantalla «{ $screen }» no está conectada. Mire si está encendida, o elija otra.
desk-said-under_way = Allí ya hay un registro en marcha. Párelo primero, o espere.
desk-said-too_many_under_way = Hay demasiados registros en marcha.
desk-said-role_changed = { $name } tiene ahora otro rol y debe iniciar sesión de nuevo.
desk-said-account_revoked = { $name } ya no puede iniciar sesión.
desk-said-own_account = Es su propia cuenta. Pida a otro responsable que la cambie.
desk-said-last_manager = Es el último responsable. Añada antes a otro; no se cambió nada.
desk-said-bad_name = Este nombre no vale. Elija uno corto con caracteres imprimibles.
desk-said-bad_login = Un usuario tiene de 1 a 64 letras de la a a la z, cifras y . _ @ + -, por ejemplo ada.ejemplo o un correo.
desk-said-login_taken = Alguien ya tiene este usuario. Elija otro.
desk-said-same_role = La cuenta ya tiene este rol.
desk-said-no_such_account = Esa cuenta ya no existe.
desk-said-not_paired = Esta pantalla ya no está emparejada.
desk-said-unpaired = La pantalla se desemparejó. En unos segundos pedirá un código nuevo.
desk-said-name_taken = Ya hay una pantalla emparejada con este nombre. Elija otro, o desempareje antes aquella.
desk-said-place_unknown = Nadie se ha registrado hace poco en esta sede.
desk-said-place_is_told = El nombre de esta sede viene de Envoy. Cámbielo allí.
desk-said-place_name_too_long = El nombre de una sede tiene hasta { $most } caracteres.
desk-said-place_name_taken = Otra sede ya tiene este nombre.
desk-said-place_named = Desde ahora la sede se muestra con este nombre.
desk-said-place_unnamed = La sede ya no tiene nombre.
desk-said-listed = Añadido. Vale desde el próximo registro.
desk-said-unlisted = Quitado.
desk-said-not_listed = Esta entrada ya no está en la lista.
desk-said-listed_nothing_to_find = Dé un nombre, correo, teléfono, empresa o una foto.
desk-said-listed_legal_basis_missing = Falta la base legal. Diga qué permite conservar el rostro.
desk-said-listed_photos_unusable = Una foto no sirve. Elija otras; no se ha guardado nada.
desk-said-listed_note_missing = Falta el motivo. Diga por qué está en la lista: la recepción lo preguntará.
desk-said-listed_note_too_long = El motivo es demasiado largo: hasta 2000 caracteres.
desk-said-listed_text_unusable = Un nombre es demasiado largo o tiene caracteres de control.
desk-said-listed_email_unusable = Esto no es un correo electrónico.
desk-said-listed_phone_unusable = Esto no es un teléfono: escríbalo como +34 912 555 010.
desk-said-listed_birth_date_unusable = No se puede leer la fecha de nacimiento: escríbala como 1990-12-31.
desk-said-listed_already_expired = Ya habría caducado.
desk-said-listed_already_listed = Su lista ya tiene esta entrada.
desk-said-listed_changed = Otra persona ha cambiado esta entrada entretanto. No se ha guardado nada: cierre y vuelva a mirarla.
desk-said-listed_domain_unusable = Esto no es un dominio: escríbalo como example.com.
desk-said-listed_expires_unusable = Escriba expires como 2027-11-24.
desk-said-listed_heading = El encabezado no encaja: la columna note es necesaria. La plantilla muestra las demás. No se ha cambiado nada.
desk-said-listed_name_missing = Los otros nombres necesitan un nombre.
desk-said-listed_row = La fila no tiene tantas celdas como el encabezado. Ponga entre comillas las celdas que tengan una coma.
desk-said-listed_saved = Guardado. Cuenta desde el próximo registro.
desk-said-listed_too_many = Aquí una tabla puede tener hasta 1000 filas y 0,5 MB. Divídala.
desk-said-listed_too_many_aliases = Hay demasiados otros nombres: como máximo 50.
desk-said-bad_version = Una versión tiene hasta 40 letras, cifras, puntos y guiones, por ejemplo 2026-11. No se cambió nada.
desk-said-text_unusable = El texto está vacío o es demasiado largo. No se cambió nada.
desk-said-text_unfilled = El texto aún tiene algo entre corchetes. Complételo. No se cambió nada.
desk-said-bad_language = Esto no es un código de idioma. Escriba dos o tres letras, como fr, o con región, como pt-BR. No se cambió nada.
desk-said-version_taken = Ya hay un texto de esta versión y puede que alguien lo aceptara. Dele otra versión; si es una traducción del vigente, diga el idioma. No se cambió nada.
desk-said-language_taken = Ya hay un texto de esta versión en este idioma y puede que alguien lo aceptara. Dele otra versión. No se cambió nada.
desk-said-language_unknown = No se dijo en qué idioma está el texto vigente. Publíquelo otra vez con su idioma y luego este. No se cambió nada.
desk-said-text_published = El texto de consentimiento «{ $version }» vale desde ahora.
desk-said-translation_published = La traducción del texto «{ $version }» está disponible desde ahora. No se vuelve a preguntar a nadie por ello.
desk-said-invited = La invitación va de camino por correo.
desk-said-invite_enrolled = Ya está registrada y no falta nada.
desk-said-invite_opted_out = No quiere control facial, así que no se le pregunta.
desk-said-invite_unclear = No está claro quién es, así que no se escribe a nadie.
desk-said-invite_unknown = Esta visita ya no se conoce.
desk-said-no_address = No se conoce su correo, así que no se envió nada.
desk-said-no_mail_server = No hay servidor de correo en notify.yaml, así que no se envió nada.
desk-said-invited_lately = Se le invitó el { $on }, y no se le escribe otra vez en una semana.
desk-said-not_delivered = El correo de hoy no se entregó. Inténtelo mañana.
desk-said-why_needed = Esta visita es una alerta. Diga por qué se le deja entrar de todos modos.

desk-mistake-name_missing = Falta el nombre. Dé el nombre completo.
desk-mistake-name_unusable = El nombre es demasiado largo o tiene caracteres de control.
desk-mistake-email_unusable = «{ $email }» no es un correo electrónico.
desk-mistake-employee_id_unusable = El número de empleado es demasiado largo o tiene caracteres de control.
desk-mistake-consent_missing = Falta el consentimiento. Sin él no se registra a nadie: diga cómo y cuándo se dio.
desk-mistake-consent_unusable = Lo anotado del consentimiento es demasiado largo o tiene caracteres de control.
desk-mistake-already_expired = El registro ya habría caducado. Dé un día futuro.
desk-mistake-no_photos = No hay fotos. Dé al menos una.
desk-mistake-email_taken = Este correo ya está registrado, de { $name }.
desk-mistake-employee_id_taken = Este número de empleado ya está registrado, de { $name }.
desk-mistake-already_enrolled = { $name } ya está en el registro, con el mismo nombre y la misma cara.
desk-mistake-opted_out = Alguien con este nombre, correo o número no quiere control facial: su cara nunca se capta. Si ha cambiado de idea, ayuda la persona que lleva Vestibule.
desk-mistake-looks_like_enrolled = La cara se parece a { $name }, que ya está en el registro.
desk-mistake-not_alike = La cara no se parece a la persona indicada.
desk-mistake-person_gone = Esta persona no está registrada, o se quitó entretanto.
desk-mistake-consent_ended = El consentimiento ya no vale, así que no se mira ninguna foto. Si acepta, use antes «Renovar consentimiento».
desk-mistake-record_altered = Algo distinto de Vestibule cambió este registro y ya no encaja con las fotos. Si ha visto su documento, márquelo y dé fotos.
desk-mistake-document_needed = No hay ninguna foto con la que comparar una nueva. Si ha visto su documento, márquelo y dé fotos.
desk-mistake-changed_meanwhile = Otra persona cambió este registro entretanto. No se guardó nada. Mírelo e inténtelo de nuevo.
desk-mistake-same_name = Hay otra persona registrada con el mismo nombre. A quien da solo este nombre se le compara con ambas.
desk-mistake-document_said_who = Ninguna cara pudo confirmar de quién es este registro, solo el documento comprobado; queda anotado. Dígaselo también usted.
desk-mistake-twin = Esta persona y otra parecida tienen que coincidir mejor desde ahora, para que no se tome a una por la otra. Puede que se las retenga más a menudo.
desk-mistake-ambiguous_person = Hay varias personas registradas con este nombre. Dé el correo o el número de empleado.
desk-mistake-no_day = En la fila hay algo que no es un día. Escríbalo como 2027-11-24.
desk-mistake-no_choice = En la fila hay algo que no está entre las opciones.
desk-mistake-said_no = Dijo que no en la pantalla.
desk-mistake-nobody_answered = Nadie respondió a tiempo en «{ $screen }». No se guardó nada.
desk-mistake-declined = La persona en «{ $screen }» lo paró. Pregunte si sigue de acuerdo.
desk-mistake-camera_failed = La cámara de «{ $screen }» no se puede usar; su pantalla dice qué hacer.
desk-mistake-camera_stuck = La cámara de «{ $screen }» muestra siempre la misma imagen. Abra la tapa o vuelva a conectarla.
desk-mistake-camera_changed = «{ $screen }» tiene otra cámara que la anotada. Mírela y confírmela en «Pantallas».
desk-mistake-kiosk_offline = La pantalla «{ $screen }» no está conectada. Abra su página.
desk-mistake-no_kiosk_here = La pantalla «{ $screen }» no atiende aquí.
desk-mistake-kiosk_busy = Hay visitas registrándose en «{ $screen }». Inténtelo en un momento.
desk-mistake-aborted = Se paró antes de tener todas las imágenes.
desk-mistake-ending_stopped = Se paró antes de tener todas las imágenes.
desk-mistake-no_frames = La cámara de «{ $screen }» no envió ninguna imagen a tiempo. Mire su pantalla.
desk-mistake-no_code = No se escribió a tiempo ningún código correcto de su aplicación de autenticación. No se guardó nada. Empiece otra vez.
desk-mistake-nobody = Nadie se acercó a la cámara.
desk-mistake-moved_away = La persona se fue antes de tener todas las imágenes. Empiece de nuevo.
desk-mistake-several_people = Había varias personas ante la cámara. La persona tiene que estar sola en la imagen.
desk-mistake-another_person = Otra cara ocupó el lugar de la primera. Una persona cada vez; empiece de nuevo.
desk-mistake-not_live = La cámara vio lo que parece la imagen de una cara, no una persona. Tiene que haber una persona; si la había, ayuda una luz más uniforme.
desk-mistake-too_slow = Una de las imágenes no se logró en un minuto.
desk-mistake-fault = El servicio tuvo un fallo; su registro dice más. No se guardó nada.
desk-mistake-offer_changed = La ficha, o a quién encuentra, ha cambiado. No se guardó nada. Ofrézcalo de nuevo.
desk-mistake-document_gone = El documento ya no vale: se mostró hace demasiado tiempo, o cambiaron las listas de autoridades. Pida que lo muestren de nuevo, u ofrézcalo sin él.
desk-mistake-portrait_differs = La cara no se parece lo bastante a la foto del documento. No se guardó nada. Ofrézcalo sin el documento.
desk-mistake-offer_not_allowed = Quien lo pidió ya no puede registrar a nadie. No se guardó nada. Pídaselo a otra persona.
desk-mistake-ended_before = El servicio se paró a la mitad. No se guardó nada. Empiece de nuevo.
desk-mistake-ending_stopping = El servicio se paró a la mitad. No se guardó nada. Empiece de nuevo.
desk-mistake-somebody_found = Se encontró a otra persona ya registrada. Un responsable ve quién.
desk-mistake-ending_moved = «{ $screen }» se conectó a otra máquina a la mitad. No se guardó nada. Empiece de nuevo.
desk-mistake-ending_lost = La máquina de «{ $screen }», o su base de datos, no está. No se guardó nada. Empiece de nuevo cuando la pantalla esté conectada.
desk-mistake-ending_not_taken = La máquina de «{ $screen }» no empezó. No se guardó nada. Inténtelo de nuevo.
desk-mistake-ending_unreadable = La máquina de «{ $screen }» no entiende lo pedido: tiene otra versión u otra clave. No se guardó nada.

desk-finding-no_face = No se encontró ninguna cara. Use una foto de la cara de frente, bien iluminada y de cerca.
desk-finding-several_faces = Hay varias caras. Use una foto solo de esta persona, o recorte a las demás.
desk-finding-too_small = La cara es demasiado pequeña: { $value } píxeles entre los ojos, hacen falta { $threshold }. Use una foto mayor o más cercana.
desk-finding-cut_off = La cara está cortada por el borde. Use una foto con toda la cabeza.
desk-finding-turned_away = La cabeza está girada { $value } grados, se admiten { $threshold }. Use una foto mirando a la cámara.
desk-finding-looking_up_or_down = La cabeza mira arriba o abajo { $value } grados, se admiten { $threshold }. Use una foto a la altura de los ojos.
desk-finding-leaning = La cabeza está inclinada { $value } grados, se admiten { $threshold }. Use una foto derecha.
desk-finding-too_dark = La cara está demasiado oscura (brillo { $value }, hace falta { $threshold }). Use una foto con luz en la cara.
desk-finding-in_shadow = Demasiada parte de la cara está negra, por sombra, sombrero o gafas oscuras. Use una foto con luz en toda la cara.
desk-finding-too_bright = Demasiada parte de la cara está quemada por la luz. Use una foto con luz más suave.
desk-finding-blurred = La cara está borrosa (nitidez { $value }, hace falta { $threshold }). Use una foto enfocada.
desk-finding-not_a_face = Esto no parece una cara humana derecha. Use una foto de una persona de frente.
desk-finding-drawn = Esto parece un dibujo o una imagen muy retocada. Use la foto tal como la tomó la cámara.
desk-finding-eyes_closed = Puede que los ojos estén cerrados o tapados. Si es así, use otra foto.
desk-finding-another_face = No se parece a la persona de las otras fotos (parecido { $value }, hace falta { $threshold }). Use fotos de una sola persona.
desk-finding-unreadable = El archivo no se puede leer como imagen.
desk-finding-too_slow = Descomprimir la foto tarda demasiado. Guárdela como un JPEG más pequeño, de 4000 píxeles de ancho como mucho.
desk-finding-worker_timed_out = No se pudo revisar la foto. Inténtelo de nuevo.
desk-finding-worker_failed = No se pudo revisar la foto. Inténtelo de nuevo.

desk-about-settings = Ajustes
desk-about-secrets = Secretos
desk-about-client_secret = Secreto de la app en Envoy
desk-about-wrong_signatures = Secreto de la app en Envoy
desk-about-native = Partes del programa
desk-about-disk = Disco
desk-about-clock = Reloj
desk-about-models = Modelos
desk-about-recogniser = Reconocimiento facial
desk-about-earlier = Reconocimiento facial
desk-about-lower = Reconocimiento facial
desk-about-no_templates = Reconocimiento facial
desk-about-data = Carpeta de datos
desk-about-database = Base de datos
desk-about-copies = Copias
desk-about-backup = Copia de seguridad
desk-about-template = Clave de los rostros
desk-about-opt = Lista de oposición
desk-about-hook = Secreto de la app en Envoy
desk-about-audit = Registro de actividad
desk-about-retention = Conservación
desk-about-faces = Comprobaciones faciales
desk-about-pooler = Conexiones a la base de datos
desk-about-instance = Instancias
desk-about-instances = Instancias
desk-about-service = Servicio
desk-about-starting = Disponibilidad
desk-about-readiness = Disponibilidad
desk-about-deadline = Tiempo de respuesta
desk-about-tunnel = Túnel
desk-about-standby = Servicio de reserva
desk-about-heartbeat = Vigilancia
desk-about-installs = App en Envoy
desk-about-purpose = App en Envoy
desk-about-plugin = API de Envoy
desk-about-kiosks = Pantallas
desk-about-kiosk = Pantalla { $screen }
desk-about-reader = Lector de documentos de la pantalla { $screen }
desk-about-two_cameras = Las dos cámaras de la pantalla { $screen }
desk-about-consent = Texto de consentimiento
desk-about-people = Personas
desk-about-location = Pantallas
desk-about-screens = Pantallas
desk-about-policy = Reglas
desk-about-remote = Reglas
desk-about-liveness = Prueba de vida
desk-about-watchlist = Lista de vigilancia
desk-about-issuers = Certificados de salud
desk-about-revocations = Certificados de salud
desk-about-csca = Pasaportes
desk-about-notify = Avisos
desk-about-contact = Avisos
desk-about-outbox = Mensajes
desk-about-wallet = Teléfonos

desk-amiss-settings = Un ajuste está mal.
desk-amiss-secrets = Un secreto no sirve.
desk-amiss-client_secret = Falta el secreto de la app, así que se retiene a todo el mundo.
desk-amiss-wrong_signatures = Llegaron llamadas firmadas con otro secreto.
desk-amiss-not_examined = No se pudo comprobar.
desk-amiss-node = Node es demasiado antiguo.
desk-amiss-native_modules = Hay partes del programa que no se pueden cargar.
desk-amiss-disk = El disco está casi lleno.
desk-amiss-clock = El reloj de este equipo va mal o no se pudo comparar.
desk-amiss-models = Faltan archivos de los modelos, o alguien los cambió.
desk-amiss-earlier_recogniser = Hay un reconocimiento facial mejor que el que se usa.
desk-amiss-lower_threshold = El reconocimiento facial exige menos parecido que el de fábrica.
desk-amiss-no_templates = Se usa otro reconocimiento facial que el elegido.
desk-amiss-data_dir = La carpeta de datos no está como debe.
desk-amiss-database = La base de datos no está en orden.
desk-amiss-database_writes = No se puede escribir en la base de datos; mientras tanto se retiene a todo el mundo.
desk-amiss-database_triggers = Otra persona ha cambiado lo que la base de datos hace por sí misma.
desk-amiss-copies_left = Quedan copias antiguas de la base de datos, con personas que ya se borraron.
desk-amiss-backup = No hay ninguna copia de seguridad reciente; si falla el disco, se perdería todo.
desk-amiss-template_key = La clave de los rostros guardados falta o no es la correcta.
desk-amiss-opt_out_key = La lista de oposición no se puede leer; mientras tanto se retiene a todo el mundo.
desk-amiss-hook_secret = El servicio que se inició por última vez tiene otro secreto.
desk-amiss-audit = El registro de actividad tiene fallos o no se pudo comprobar del todo.
desk-amiss-retention_held = Se conservan datos fuera de plazo, porque el reloj puede ir mal.
desk-amiss-faces_off = La comprobación facial está desactivada para alguien tras demasiados intentos fallidos. Mire en el historial quién lo intentó y vuelva a activarla en «Personas».
desk-amiss-database_server = No se puede llegar al servidor de la base de datos.
desk-amiss-database_tls = La conexión con la base de datos no está bastante protegida.
desk-amiss-database_clock = El reloj del servidor de la base de datos no coincide con el de este equipo.
desk-amiss-instance_gone = Una instancia dejó de dar señales.
desk-amiss-instances_differ = Las instancias tienen versiones que no se entienden.
desk-amiss-instances_policy = Las instancias tienen reglas distintas.
desk-amiss-instances_address = Una instancia no tiene dirección propia para las demás.
desk-amiss-service = El servicio no funciona como debe.
desk-amiss-starting = El servicio aún se está iniciando y retiene a todo el mundo.
desk-amiss-readiness = Una parte del servicio no funciona.
desk-amiss-deadline = Demasiados registros no terminan a tiempo.
desk-amiss-tunnel = Las llamadas de Envoy no llegan, o no se sabe por dónde llegan.
desk-amiss-tunnel_secret = Se rechazó una llamada bien firmada.
desk-amiss-tunnel_path = El túnel no deja pasar los registros de Envoy.
desk-amiss-tunnel_service = El túnel no llega al servicio.
desk-amiss-tunnel_between = Algo intermedio responde en lugar del servicio.
desk-amiss-tunnel_events = Los registros llegan, pero no lo demás que envía Envoy.
desk-amiss-tunnel_setup = El paso de configuración de Envoy no puede llegar.
desk-amiss-tunnel_unsigned = Una llamada sin firma no se rechaza.
desk-amiss-tunnel_open = Se puede llegar desde fuera a las páginas del vestíbulo.
desk-amiss-tunnel_paths = El túnel deja pasar también otras rutas.
desk-amiss-standby = Mientras este equipo está apagado, Envoy deja entrar a todo el mundo.
desk-amiss-standby_cut_off = El servicio de reserva no llega a este servicio; se retiene a todo el mundo.
desk-amiss-heartbeat = Si este servicio falla, nadie lo nota y Envoy deja entrar a todo el mundo.
desk-amiss-installs = Ningún paso de configuración de Envoy ha llegado a este equipo.
desk-amiss-purpose = El fin de la app no está inscrito en Envoy.
desk-amiss-plugin_api = La API de Envoy no se usa o no responde.
desk-amiss-kiosks = No hay ninguna pantalla emparejada, así que se retiene a todo el mundo. Empareje una en «Gestión».
desk-amiss-kiosk_connected = No está conectada. Mire si está encendida y muestra su página.
desk-amiss-reader = No está conectado. Mire si está enchufado.
desk-amiss-two_cameras = No están ajustadas, o una se ha movido. Ajústelas en «Pantallas».
desk-amiss-camera = La prueba de la cámara no salió bien. Mire la pantalla.
desk-amiss-consent = No hay ningún texto publicado, así que nadie puede dar su consentimiento en la pantalla. Publique uno en «Gestión».
desk-amiss-people = No hay nadie inscrito, así que la comprobación facial retiene a todo el mundo. Inscriba a alguien en «Personas».
desk-amiss-location_unserved = Ninguna pantalla atiende uno de los lugares. Empareje una en «Gestión».
desk-amiss-screens_unbound = Varias pantallas atienden el mismo lugar; quizá no mire la que está junto al iPad.
desk-amiss-policy = El archivo de reglas tiene errores o aún no está en vigor.
desk-amiss-policy_remark = Hay una observación sobre las reglas.
desk-amiss-remote_list_secret = Las reglas consultan una lista remota y falta su secreto: se retiene a todo el mundo.
desk-amiss-liveness = La comprobación de que hay una persona viva es más débil de lo que puede ser.
desk-amiss-watchlist = Una lista es demasiado antigua o falta.
desk-amiss-watchlist_fetch = No se pudo descargar una lista.
desk-amiss-watchlist_gaps = A una lista le falta algo.
desk-amiss-watchlist_proposed = Una nueva edición de una lista es muy distinta. Decida en «Pantallas».
desk-amiss-watchlist_faces = Hay rostros de la lista propia que ya no sirven con el reconocimiento en uso y no se buscan.
desk-amiss-issuers_old = El directorio de emisores es antiguo.
desk-amiss-revocations_old = Una lista de certificados anulados es antigua.
desk-amiss-revocations_missing = Falta una lista de certificados anulados; mientras tanto, los anulados valen.
desk-amiss-csca_missing = Las reglas piden documentos de identidad y no se confía en ninguna autoridad.
desk-amiss-csca_old = La lista de autoridades es antigua.
desk-amiss-csca_status_over = Una lista de documentos retirados ha caducado.
desk-amiss-wallet_access = El certificado que firma las solicitudes a los teléfonos caduca pronto o ha caducado.
desk-amiss-notify_file = Nadie recibe aviso de las personas retenidas, o el archivo de avisos tiene errores.
desk-amiss-notify_file_remark = Hay una observación sobre los avisos.
desk-amiss-contact = Un aviso no tiene a quién llegar.
desk-amiss-channel = Un mensaje de prueba no llegó.
desk-amiss-outbox = Se desistió de enviar algunos mensajes.
desk-amiss-issuers_file = Un archivo de emisores tiene un error y no se aplica.
desk-amiss-issuers_missing = Las reglas piden certificados de salud y no se confía en ningún emisor.

desk-remark-other_recogniser = Las fotos de esta persona son de otro reconocimiento facial; hacen falta fotos nuevas.
desk-remark-withdrew = Esta persona retiró su consentimiento.
desk-remark-consent_over = Su consentimiento ha caducado.
desk-remark-without_card = Entre { $from } y { $until } pudieron retenerse registros que faltan aquí.
desk-remark-look_at_envoy = Mire el registro de visitas de Envoy.
desk-remark-approval_forged = Otro programa escribió en la base de datos una aprobación de este registro.
desk-remark-namesakes = Hay { $number } personas inscritas con este nombre; la cara se comparó con cada una.
desk-remark-enrolled_meanwhile = Mientras la visita esperaba se inscribió a alguien con este nombre o correo.
desk-remark-scripts = El nombre mezcla letras de varias escrituras, o de una poco usada que se parece a otra.
desk-remark-no_name = El nombre no tiene letras o es demasiado largo para ser un nombre.
desk-remark-looks_alike = Hay alguien inscrito con este nombre o uno parecido, con otro correo o número de empleado.
desk-remark-enrolled_only = No hay nadie inscrito con este nombre o correo, y las reglas solo piden la cara de personas inscritas.
desk-remark-face_off = Tras { $number } fallos seguidos, la comprobación facial está desactivada hasta que un responsable la active de nuevo en «Personas».
desk-remark-changed_meanwhile = Esto cambió mientras la cámara estaba encendida o antes de la respuesta; no se guardó nada de lo que vio.
desk-remark-face_hit = Una cara puede confundirse con otra: mire un documento de identidad.
desk-remark-by_record = No por lo que escribió la visita, sino por lo anotado al inscribir a esa persona.
desk-remark-by_document = Por lo que dice el documento de identidad.
desk-remark-no_time = Envoy no envió la hora del registro, así que cuenta la de su llegada.
desk-remark-wrong_time = La hora del registro no concuerda con el reloj de este equipo. Si se hizo ahora mismo, el reloj va mal.
desk-remark-pass_unreadable = El certificado no se pudo leer.
desk-remark-pass_is_test = El certificado muestra una prueba y ninguna vacuna.
desk-remark-pass_is_recovery = El certificado muestra una recuperación y ninguna vacuna.
desk-remark-pass_no_vaccination = El certificado es de otro tipo: no muestra ninguna vacuna.
desk-remark-pass_nobody_named = El certificado no dice de quién es.
desk-remark-pass_several_events = El certificado contiene varios en uno, y eso no se permite.
desk-remark-pass_not_packed = El certificado no tiene la forma de los certificados de salud.
desk-remark-pass_incomplete = Solo se mostraron algunos de sus códigos.
desk-remark-pass_too_large = El certificado es más grande de lo que puede ser.
desk-remark-pass_wrong_algorithm = El certificado no está firmado como los certificados de salud.
desk-remark-pass_unknown_issuer = Aquí no se confía en quien lo emitió.
desk-remark-pass_wrong_purpose = Quien lo firmó no puede firmar certificados de este tipo.
desk-remark-pass_taken_back = Su emisor anuló el certificado.
desk-remark-pass_tampered = La firma no encaja: el certificado se cambió o está dañado.
desk-remark-pass_not_yet_valid = El certificado aún no es válido.
desk-remark-pass_expired = El certificado ha caducado.
desk-remark-pass_wrong_name = El certificado está a otro nombre que el del registro.
desk-remark-pass_wrong_birth_date = El certificado tiene otra fecha de nacimiento que la indicada.
desk-remark-pass_no_birth_date = La fecha de nacimiento no se pudo comparar.
desk-remark-pass_not_enough_doses = El certificado no muestra bastantes dosis que cuenten aquí.
desk-remark-pass_too_long_ago = La última dosis que cuenta es de hace demasiado tiempo.
desk-remark-code_reset = El código se restableció mientras la pantalla lo pedía o antes de la respuesta.
desk-remark-form_not_answered = «{ $question }» no tiene respuesta.
desk-remark-form_too_long = La respuesta a «{ $question }» es demasiado larga.
desk-remark-form_otherwise = «{ $question }» tiene otra respuesta que la necesaria.
desk-remark-form_date_unreadable = La fecha de «{ $question }» no se puede leer.
desk-remark-form_date_over = La fecha de «{ $question }» ya pasó.
desk-remark-form_not_signed = El acuerdo { $agreement } no está firmado.
desk-remark-form_document_not_signed = El documento «{ $name }» (acuerdo { $agreement }) no está firmado.
desk-remark-chip_refused = El chip fue rechazado: { $code }.
desk-remark-chip_key = Lo que se escribió no abrió el chip.
desk-remark-phone_refused = La respuesta del teléfono se rechazó: { $code }.
desk-remark-phone_nothing = El teléfono no dio ningún documento.
desk-remark-phone_portrait = El documento del teléfono no tiene un retrato que se pueda comparar.
desk-remark-phone_part = El teléfono retuvo una parte del documento.
desk-remark-phone_status = El emisor puede haberlo retirado: no hay en vigor ninguna lista actual que lo diría.
desk-remark-document_removed = El documento se retiró del lector demasiado pronto.
desk-remark-reader_gone = En esta pantalla no hay ningún lector de documentos conectado.
desk-remark-signer_withdrawn = El Estado retiró el documento o el certificado que lo firmó.
desk-remark-authority_missing = La autoridad que falta: { $authority }.
desk-remark-document_changed = Antes de la respuesta cambió aquello con lo que se juzgó el documento.
desk-remark-list_nothing_to_ask = El registro no contiene nada que se pueda consultar a la lista.
desk-remark-list_late = La lista no respondió a tiempo.
desk-remark-list_no_connection = No se pudo llegar a la lista.
desk-remark-list_out_of_service = La lista dijo que está fuera de servicio.
desk-remark-list_refused = La lista no aceptó la consulta.
desk-remark-list_strange = No se pudo entender la respuesta de la lista.
desk-remark-list_reference = Su referencia es { $reference }.
desk-remark-lookup_no_name = El registro no tiene un nombre que se pueda buscar en la lista.
desk-remark-lookup_japanese = El nombre está en caracteres japoneses, que se leen de varias maneras: búsquelo en letras latinas.
desk-remark-lookup_too_long = El nombre es demasiado largo para buscarlo entero en la lista.
desk-remark-lookup_gone = Una lista que estaba en vigor ya no está: { $list }.
desk-remark-lookup_empty = Las reglas piden todas las listas, y todas están vacías.
desk-remark-lookup_never_imported = Las reglas piden una lista que nunca se importó: { $list }.
desk-remark-lookup_overdue = Las reglas retienen a todo el mundo mientras una lista está atrasada: { $list }.

## The lobby screen. It calls the visitor by name in a message that ends in -named, when the name is known; without one, in the message of the same id without that ending. Messages that end in -1, -2 and so on are the items of a list.

screen-language = Idioma
screen-staff = Para el personal
screen-starting-title = Un momento, por favor

screen-unpaired-title = Vincular esta pantalla
screen-unpaired-lead = Escriba el código que la recepción crea en «Gestión».
screen-unpaired-code = Código de vinculación, ocho letras
screen-unpaired-submit = Vincular
screen-unpaired-busy = Comprobando…
screen-unpaired-erase = Borrar la última letra
screen-unpaired-stray_letter = Los códigos no llevan vocales ni cifras.
screen-problem-malformed_code = El código tiene ocho letras. Compruébelo, por favor.
screen-problem-wrong_code = Código incorrecto o ya usado. Compruébelo o pida uno nuevo.
screen-problem-expired_code = Este código ha caducado. Pida uno nuevo, por favor.
screen-problem-too_many_tries = Demasiados intentos. Espere un minuto e inténtelo de nuevo.
screen-problem-unreachable = El servicio no responde. ¿Está en marcha?
screen-problem-revoked = Esta pantalla se ha desvinculado. Un código nuevo la vincula otra vez.

screen-idle-kicker = Hola
screen-idle-title = Regístrese en el iPad, por favor
screen-idle-camera_off = La cámara está apagada
screen-idle-notice = Solo se enciende durante su registro, y solo mira su cara si usted se ha inscrito antes.
screen-idle-notice_document = Solo se enciende durante su registro o al mostrar un documento, si usted ha aceptado o se ha inscrito antes.
screen-idle-document = ¿Primera visita? Muestre su pasaporte
screen-idle-phone = ¿Primera visita? Muestre el documento de su teléfono

screen-capture-get_ready = Preparando la cámara
screen-capture-ask_first = ¿Podemos usar la cámara?
screen-capture-turn_on = Encender la cámara
screen-capture-preview = Usted, tal como le ve la cámara
screen-capture-cannot_move = No puedo mover la cabeza
screen-capture-dot_comes = Después siga un punto con la nariz.
screen-capture-code_comes = Después, escriba el código de su aplicación de autenticación.
screen-capture-sign_in-kicker = Hola
screen-capture-sign_in-kicker-named = Hola, { $visitor }
screen-capture-sign_in-stop = Sin cámara, por favor
screen-capture-sign_in-before = La cámara comprobará que usted es la persona inscrita. No se guarda ninguna imagen.
screen-capture-sign_in-during = La cámara comprueba que usted es la persona inscrita. No se guarda ninguna imagen.
screen-capture-sign_in-progress = Progreso de la comprobación
screen-capture-health_pass-kicker = Hola
screen-capture-health_pass-kicker-named = Hola, { $visitor }
screen-capture-health_pass-stop = Sin cámara, por favor
screen-capture-health_pass-before = La cámara leerá el código de su certificado sanitario y nada más. No se mira su cara ni se guarda ninguna imagen.
screen-capture-health_pass-during = La cámara lee el código de su certificado sanitario y nada más. No se mira su cara ni se guarda ninguna imagen.
screen-capture-health_pass-progress = Progreso de la comprobación
screen-capture-sign_in_with_pass-kicker = Hola
screen-capture-sign_in_with_pass-kicker-named = Hola, { $visitor }
screen-capture-sign_in_with_pass-stop = Sin cámara, por favor
screen-capture-sign_in_with_pass-before = La cámara comprobará que usted es la persona inscrita y leerá el código de su certificado sanitario. No se guarda ninguna imagen.
screen-capture-sign_in_with_pass-during = La cámara comprueba que usted es la persona inscrita y lee el código de su certificado sanitario. No se guarda ninguna imagen.
screen-capture-sign_in_with_pass-progress = Progreso de la comprobación
screen-capture-enrolment-kicker = Inscripción
screen-capture-enrolment-kicker-named = Inscripción de { $visitor }
screen-capture-enrolment-stop = Parar, por favor
screen-capture-enrolment-before = La cámara le mirará desde tres lados para inscribirle. Se guarda una descripción cifrada de su cara y ninguna imagen. Si para, no se guarda nada.
screen-capture-enrolment-during = Se está inscribiendo. Se guarda una descripción cifrada de su cara y ninguna imagen. Si para, no se guarda nada.
screen-capture-enrolment-progress = Progreso de la inscripción
screen-capture-document-kicker = Hola
screen-capture-document-kicker-named = Hola, { $visitor }
screen-capture-document-stop = Sin cámara, por favor
screen-capture-document-before = La cámara comparará su cara con la foto del documento. No se guarda ninguna imagen.
screen-capture-document-during = La cámara compara su cara con la foto del documento. No se guarda ninguna imagen.
screen-capture-document-progress = Progreso de la comprobación

screen-consent-title = ¿Puede reconocerle la cámara la próxima vez?
screen-consent-is_new = Se inscribe a { $name } por primera vez.
screen-consent-is_known = { $name } ya figura en la lista. Se añaden vistas a esa ficha.
screen-consent-fact-kept = Se guarda una descripción cifrada de su rostro, ninguna imagen.
screen-consent-fact-long = Se conserva hasta que lo retire o caduque.
screen-consent-fact-back = Puede retirarlo en recepción cuando quiera.
screen-consent-text = Lo que usted aceptaría
screen-consent-other_languages = Este texto no existe en español. Elija un idioma que lea:
screen-consent-agree = Acepto
screen-consent-no = No, gracias

screen-guidance-look_here = Mire aquí, por favor
screen-guidance-step_closer = Acérquese un poco
screen-guidance-step_back = Dé un pequeño paso atrás
screen-guidance-one_person = Solo una persona, por favor
screen-guidance-centre = Colóquese dentro del óvalo
screen-guidance-face_camera = Mire al frente
screen-guidance-more_light = Gírese hacia la luz
screen-guidance-less_light = Apártese de la luz fuerte
screen-guidance-hold_still = No se mueva un momento
screen-guidance-open_eyes = Abra los ojos, por favor
screen-guidance-uncover_face = Quítese gafas oscuras, gorra o mascarilla
screen-guidance-looking_good = Muy bien, siga así
screen-guidance-follow_dot = Siga el punto con la nariz
screen-guidance-turn_a_little_left = Gire un poco la cabeza hacia su izquierda
screen-guidance-turn_a_little_right = Gire un poco la cabeza hacia su derecha
screen-guidance-turn_back_a_little = No tanto: vuelva un poco
screen-guidance-show_pass = Muestre su certificado sanitario a la cámara
screen-guidance-show_next_part = Gracias. Muestre ahora el código siguiente
screen-guidance-show_other_pass = No se ha aceptado ese código. ¿Tiene otro?

screen-code-title = Su código personal
screen-code-lead = Escriba las seis cifras que muestra su aplicación de autenticación.
screen-code-field = Código personal, seis cifras
screen-code-erase = Borrar la última cifra
screen-code-submit = Listo
screen-code-no_code = No tengo el código aquí
screen-code-wrong = El código no era correcto. Inténtelo otra vez.
screen-code-used = Ese código ya se usó. Espere al siguiente.
screen-code-set_up-title = Configure su código personal
screen-code-set_up-lead = Escanee esto con la aplicación de autenticación de su teléfono. Después, escriba las seis cifras que muestra.
screen-code-set_up-qr = Un código QR para su aplicación de autenticación
screen-code-set_up-by_hand = O escriba allí esta clave:

screen-document-consent-title = ¿Podemos leer su documento?
screen-document-consent-read = La cámara lee las líneas de la página; del chip leemos nombre, fecha de nacimiento, nacionalidad y foto, y la comparamos con su cara.
screen-document-consent-read_phone = Su teléfono nos muestra nombre, fecha de nacimiento, caducidad, país y retrato; comparamos el retrato con su cara.
screen-document-consent-kept = No se guarda foto ni número; durante una hora se reconocen cara y documento. Recepción ve el nombre y durante diez minutos puede ofrecerle inscribirse.
screen-document-consent-agree = De acuerdo
screen-document-consent-use_phone = Con mi teléfono
screen-document-consent-use_chip = Con pasaporte
screen-document-is_new = Se inscribe a { $name } por primera vez, también con la foto del documento.
screen-document-no = No, gracias
screen-document-wallet-title = Siga en su teléfono
screen-document-wallet-lead = Escanee el código con el teléfono, elija su documento y acepte compartirlo.
screen-document-zone-title = Muestre la página con la foto
screen-document-zone-lead = Las líneas con <<< deben verse aquí.
screen-document-zone-type = Prefiero escribir
screen-document-zone-preview = Su documento, tal como lo ve la cámara
screen-document-number-title = Número del documento
screen-document-birth-title = Fecha de nacimiento
screen-document-expiry-title = Fecha de caducidad
screen-document-can-title = Seis cifras de la tarjeta
screen-document-date = Año, mes, día: dos cifras cada uno
screen-document-field = Lo que ha escrito
screen-document-use_can = Mi tarjeta tiene seis cifras
screen-document-use_number = Usar el número del documento
screen-document-use_camera = Usar la cámara
screen-document-next = Siguiente
screen-document-erase = Borrar el último carácter
screen-document-key_wrong = Eso no abrió el chip. Compruébelo, por favor.
screen-document-key_needs_dates = Este documento necesita su número y sus fechas.
screen-document-place-title = Ponga su documento en el lector
screen-document-place-lead = Pasaporte: abierto, con la página de la foto hacia abajo. Tarjeta: plana.
screen-document-several_documents = Un solo documento, por favor
screen-document-reading-title = Leyendo su documento
screen-document-reading-lead = Déjelo en el lector.
screen-document-drawing = Un documento sobre un lector

screen-thinking-title = Gracias
screen-thinking-lead = Un momento, por favor.
screen-thinking-camera_off = La cámara ya está apagada
screen-thinking-desk-title = Alguien lo está mirando
screen-thinking-desk-lead = Quédese aquí, por favor.

screen-outcome-welcome-title = ¡Adelante!
screen-outcome-welcome-title-named = ¡Adelante, { $visitor }!
screen-outcome-welcome-lead = Todo listo. Continúe en el iPad, por favor.
screen-outcome-please_wait-title = Enseguida le atendemos
screen-outcome-please_wait-lead = Espere aquí un momento, por favor. No tiene que hacer nada.
screen-outcome-declined-title = Sin cámara, sin problema
screen-outcome-declined-lead = Le atenderemos en persona. Espere aquí un momento, por favor.
screen-outcome-in_person-title = No hay ningún problema
screen-outcome-in_person-lead = Le atenderemos en persona. Espere aquí un momento, por favor.
screen-outcome-try_light-title = Aquí se le ve con dificultad
screen-outcome-try_light-lead = Enseguida le atendemos. La próxima vez ayudará tener más luz en la cara.
screen-outcome-enrolled-title = Gracias
screen-outcome-enrolled-title-named = Gracias, { $visitor }
screen-outcome-enrolled-lead = La inscripción está hecha. La cámara está apagada y no se ha guardado ninguna imagen.
screen-outcome-enrolment_failed-title = No ha funcionado
screen-outcome-enrolment_failed-lead = La cámara está apagada y no se ha guardado nada. Quien le inscribe puede ver el motivo.
screen-outcome-enrolment_stopped-title = Parado
screen-outcome-enrolment_stopped-lead = La cámara está apagada y no se ha guardado nada. La recepción le ayudará.
screen-outcome-document_ready-title = Gracias
screen-outcome-document_ready-lead = Ahora regístrese en el iPad, antes de diez minutos.
screen-outcome-document_failed-title = Regístrese en el iPad, por favor
screen-outcome-document_failed-lead = No se usó el documento. Alguien le ayudará.

screen-camera_missing-title = La cámara no está disponible
screen-camera_missing-lead = Regístrese en el iPad como siempre. Le atenderemos en persona.
screen-camera_missing-allow = Permitir la cámara
screen-camera_missing-staff-missing-1 = Compruebe que la cámara está conectada por los dos extremos.
screen-camera_missing-staff-missing-2 = Pruebe otro puerto USB.
screen-camera_missing-staff-missing-3 = Esta pantalla nota por sí sola que la cámara ha vuelto.
screen-camera_missing-staff-blocked-1 = El navegador no permite a esta página usar la cámara.
screen-camera_missing-staff-blocked-2 = Permítala en los ajustes del sitio o por política.
screen-camera_missing-staff-blocked-3 = Esta pantalla nota por sí sola que se ha permitido.
screen-camera_missing-staff-in_use-1 = Otro programa usa la cámara. Ciérrelo.
screen-camera_missing-staff-in_use-2 = Si no hay ninguno, desconecte la cámara y vuelva a conectarla.
screen-camera_missing-staff-in_use-3 = Esta pantalla lo intenta de nuevo sola.
screen-camera_missing-staff-not_asked-1 = El navegador aún no tiene permiso para usar la cámara.
screen-camera_missing-staff-not_asked-2 = Pulse el botón y «Permitir». La cámara se apaga enseguida.
screen-camera_missing-staff-insecure-1 = Los navegadores solo dan la cámara a este equipo o por https.
screen-camera_missing-staff-insecure-2 = Abra http://localhost en el equipo del servicio, o use https.

screen-not_connected-title = Sin conexión
screen-not_connected-lead = Regístrese en el iPad como siempre. Le atenderemos en persona.
screen-not_connected-staff-1 = Esta pantalla sigue intentándolo y vuelve sola.
screen-not_connected-staff-2 = Si no vuelve: ¿está en marcha el servicio Vestibule, y funciona la red?

screen-replaced-title = Abierta en otra ventana
screen-replaced-lead = Este puesto se muestra ahora allí; esta ventana descansa.
screen-replaced-take_over = Usar esta ventana

screen-outdated-title = Esta página está anticuada
screen-outdated-lead = Regístrese en el iPad como siempre. Le atenderemos en persona.
screen-outdated-staff-1 = Recargarla no ha servido. Cierre el navegador y ábralo de nuevo.

## Mails from the desk.

mail-who = Quién
mail-host = Anfitrión
mail-where = Dónde
mail-when = Cuándo
mail-written = La recepción escribe sobre { $visitor }
mail-your_visitor = su visita
mail-invited = Cómo registrarse para el control facial en la recepción
mail-invited_why = Una vez registrado, la pantalla de la recepción reconoce que es usted cuando llega. Usted elige: sin registro, la recepción mira un documento de identidad.
mail-invited_how = Para registrarse, traiga un documento de identidad y dígalo en la recepción. La pantalla muestra el texto de abajo y pregunta si está de acuerdo; solo entonces la cámara mira su cara, y no se guarda ninguna imagen. Por favor, no envíe ninguna foto.

## The page of "privacy export": everything that is held about a person.

export-title = Lo que se guarda sobre usted
export-lead = Esto es todo lo que el control facial de la recepción guarda sobre { $name }, a fecha de { $at }. Todas las horas están en UTC. El archivo data.json que acompaña a este contiene lo mismo para un programa, con todos los códigos y números.
export-who = Quién es usted
export-field-name = Nombre
export-field-email = Correo electrónico
export-field-employeeId = Número de empleado
export-field-consent = Consentimiento
export-field-expiresAt = Caduca el
export-field-id = Identificador
export-field-consentAt = Consentimiento dado el
export-field-createdAt = Registro el
export-agreed = A qué dio su consentimiento
export-agreed-none = No se guarda ningún consentimiento.
export-agreed-once = El { $at } dio su consentimiento, para «{ $purpose }». Se anotó como «{ $statement }».
export-agreed-version = Se refería al texto de la versión { $version }.
export-agreed-desk = Lo dijo en la recepción.
export-agreed-paper = Lo declaró en papel.
export-agreed-screen = Lo declaró en una pantalla.
export-agreed-until = Vale hasta el { $at }.
export-agreed-ended = Ya no vale desde el { $at }: fue retirado o sustituido.
export-agreed-text = El texto de la versión { $version }:
export-face = Su cara
export-face-none = No se guarda ninguna plantilla de su cara.
export-face-one = Se guarda una plantilla: números que un modelo de reconocimiento calculó a partir de imágenes suyas. Las imágenes no se conservaron, y los números se guardan cifrados.
export-face-more = Se guardan { $count } plantillas: números que un modelo de reconocimiento calculó a partir de imágenes suyas. Las imágenes no se conservaron, y los números se guardan cifrados.
export-face-sign_in = Hecha el { $at }, cuando se le dejó entrar, para el modelo de reconocimiento { $model }.
export-face-photo = Hecha el { $at } a partir de una foto, para el modelo de reconocimiento { $model }.
export-face-document = Hecha el { $at } a partir de su documento de identidad y de la cámara que está al lado, para el modelo de reconocimiento { $model }.
export-face-numbers = Sus números están en data.json.
export-sign_ins = Sus registros de llegada
export-sign_ins-none = No hay ninguno.
export-sign_in-visitor-approved = El { $at }, al registrarse como visita{ $flow }, se le dejó entrar.
export-sign_in-visitor-review = El { $at }, al registrarse como visita{ $flow }, se le remitió a la recepción.
export-sign_in-employee-approved = El { $at }, al registrarse como personal{ $flow }, se le dejó entrar.
export-sign_in-employee-review = El { $at }, al registrarse como personal{ $flow }, se le remitió a la recepción.
export-pictures-none = La cámara permaneció apagada.
export-pictures-one = Se miró una imagen y no se conservó.
export-pictures-more = Se miraron { $count } imágenes y no se conservó ninguna.
export-likeness = Su parecido con su plantilla fue de { $score } en una escala hasta 1.
export-noted = Anotado: «{ $note }».
export-check-passed = El control «{ $check }» se superó.
export-check-failed = El control «{ $check }» no se superó.
export-done = Qué se hizo con sus datos
export-done-none = No consta nada.
export-done-once = El { $at }: { $what }. Por: { $actor }{ $details }.
export-done-other = se hizo esto: { $action }
export-done-person_enrolled = se le registró
export-done-person_updated = se cambió su registro
export-done-enrolment_invited = se le invitó por correo electrónico a registrarse
export-done-person_exported = se le entregó lo que se guarda sobre usted
export-done-consent_renewed = se anotó un nuevo consentimiento suyo
export-done-consent_withdrawn = se retiró su consentimiento
export-done-opt_out_added = se anotó que la cámara nunca debe mirarle
export-done-opt_out_removed = se eliminó la nota de que la cámara nunca debe mirarle
export-done-second_template_stored = se hizo una plantilla para el próximo modelo de reconocimiento cuando se le dejó entrar
export-done-second_template_dropped = se descartaron las plantillas para el próximo modelo de reconocimiento, porque dos de sus visitas no concordaban
export-done-face_turned_on = se volvió a permitir el control facial después de muchos fallos con su nombre
export-done-personal_code_set_up = usted configuró un código personal
export-done-personal_code_reset = se restableció su código personal
export-done-lookalikes_changed = se le aplicó un umbral más estricto, porque alguien se le parece
export-done-lookalikes_forgotten = se retiró un umbral más estricto que tenía
export-actor-service = el propio servicio
export-actor-envoy = Envoy
export-actor-kiosk = usted en una pantalla de la recepción ({ $who })
export-actor-desk = la recepción (cuenta { $who })
export-actor-command = la persona que gestiona el servicio ({ $who })
export-table-person_uses = Cuándo se le dejó entrar por última vez
export-what-person_uses = De ello depende cuánto tiempo se guarda su registro.
export-table-person_tries = Controles faciales fallidos con su nombre
export-what-person_tries = Cuántos seguidos desde la última coincidencia, fuera quien fuera. Después de demasiados, el control hace una pausa.
export-table-personal_codes = Su código personal
export-what-personal_codes = Aquello con lo que la aplicación de autenticación de su teléfono forma los códigos. Se guarda cifrado, y el código se escribe después de la comprobación facial donde la oficina lo pide.
export-table-lookalikes = Personas que se le parecen
export-what-lookalikes = Sus caras son parecidas para el modelo, así que hace falta una coincidencia mayor para distinguirles.
export-table-outbox = Mensajes sobre usted
export-what-outbox = Escritos a personas del edificio cuando tuvo que esperar, o a usted, hasta que se envíen.
export-table-desk_cards = Lo que la recepción vio de usted
export-what-desk_cards = Una ficha por cada uno de sus últimos registros.
export-table-expected_visits = Visitas para las que se le espera
export-what-expected_visits = Tal como Envoy las anunció.
export-table-watchlist_entries = Entradas de una lista de vigilancia
export-what-watchlist_entries = Las mantiene esta oficina, por el motivo que allí consta.
export-what-other = Esto también se guarda, en los términos del programa (en inglés).

export-reason-desk_approved = Alguien de la recepción le comprobó en persona y le dejó entrar.
export-reason-other = El motivo es { $code }.

## Reasons of decisions: why, what the receptionist does (todo), and a chip of one to three words.

reason-matched-why = La cara coincide con la persona registrada.
reason-matched-todo = Compruebe a la visita en persona.
reason-matched-chip = Rostro coincide

reason-passed-why = Se superaron todos los controles que se piden aquí.
reason-passed-todo = Compruebe a la visita en persona.
reason-passed-chip = Todo superado

reason-not_required-why = Aquí no se pide ningún control.
reason-not_required-todo = Compruebe a la visita en persona.
reason-not_required-chip = Sin control

reason-desk_approved-why = Alguien de la recepción comprobó a la visita en persona y la dejó entrar.
reason-desk_approved-todo = Compruebe a la visita en persona.
reason-desk_approved-chip = Admitido en recepción

reason-no_match-why = La cara no coincide con la persona registrada.
reason-no_match-todo = Compruebe un documento de identidad.
reason-no_match-chip = Rostro no coincide

reason-other_person-why = La cara coincide mejor con otra persona registrada que con la nombrada.
reason-other_person-todo = Siga su procedimiento: puede ser otra persona.
reason-other_person-chip = Parece otra persona

reason-not_enrolled-why = No hay nadie registrado con este nombre o correo, así que la cámara permaneció apagada.
reason-not_enrolled-todo = Compruebe un documento de identidad.
reason-not_enrolled-chip = No registrado

reason-name_differs-why = El nombre escrito no corresponde a la persona registrada con este correo o número de empleado, así que la cámara permaneció apagada.
reason-name_differs-todo = Compruebe un documento de identidad y el nombre de la tarjeta.
reason-name_differs-chip = Nombre distinto

reason-record_differs-why = Otro programa cambió el registro, así que la cámara permaneció apagada.
reason-record_differs-todo = Compruebe un documento de identidad y avise a la persona que lleva Vestibule.
reason-record_differs-chip = Registro alterado

reason-profile_differs-why = Envoy nombra a otra persona registrada que este nombre, correo o número, así que la cámara permaneció apagada.
reason-profile_differs-todo = Compruebe un documento de identidad, y a quién se eligió en el iPad.
reason-profile_differs-chip = Otro perfil

reason-enrolment_expired-why = El registro ha caducado.
reason-enrolment_expired-todo = Compruebe un documento de identidad. Un responsable puede renovar el registro.
reason-enrolment_expired-chip = Registro caducado

reason-consent_outdated-why = El texto de consentimiento cambió desde que se aceptó, así que la cámara permaneció apagada.
reason-consent_outdated-todo = Compruebe un documento de identidad y vuelva a pedir el consentimiento.
reason-consent_outdated-chip = Renovar consentimiento

reason-opted_out-why = Esta persona no quiere controles faciales, así que la cámara permaneció apagada.
reason-opted_out-todo = Compruebe un documento de identidad.
reason-opted_out-chip = Sin control facial

reason-no_face-why = La cámara no vio ninguna cara.
reason-no_face-todo = Pida a la visita que se ponga delante de la pantalla.
reason-no_face-chip = Sin rostro

reason-several_faces-why = Había varias personas delante de la cámara.
reason-several_faces-todo = Compruebe a la visita en persona.
reason-several_faces-chip = Varias personas

reason-poor_quality-why = La cara no se vio lo bastante bien (luz, distancia o ángulo).
reason-poor_quality-todo = Compruebe a la visita en persona.
reason-poor_quality-chip = Mala imagen

reason-face_changed-why = La cara cambió más de una vez durante un control.
reason-face_changed-todo = Compruebe a la visita en persona.
reason-face_changed-chip = Cambió la cara

reason-spoof_suspected-why = Puede que a la cámara se le mostrara una imagen en lugar de una persona.
reason-spoof_suspected-todo = Compruebe a la visita en persona.
reason-spoof_suspected-chip = Quizá una imagen

reason-movement_not_seen-why = La pantalla pidió mover la cabeza, y el movimiento no se vio a tiempo.
reason-movement_not_seen-todo = Compruebe un documento de identidad.
reason-movement_not_seen-chip = Sin movimiento

reason-cannot_move-why = En la pantalla se tocó «No puedo mover la cabeza».
reason-cannot_move-todo = Compruebe un documento de identidad.
reason-cannot_move-chip = No puede moverse

reason-declined-why = Se prefirió no usar la cámara.
reason-declined-todo = Compruebe un documento de identidad.
reason-declined-chip = Sin cámara

reason-identity_declined-why = La visita prefirió que no se leyera ningún documento de identidad.
reason-identity_declined-todo = Compruebe un documento de identidad en persona.
reason-identity_declined-chip = Sin documento

reason-identity_not_read-why = No se pudo leer ningún documento de identidad en la pantalla.
reason-identity_not_read-todo = Compruebe un documento de identidad en persona.
reason-identity_not_read-chip = Documento no leído

reason-identity_refused-why = El documento de identidad no está como lo firmó un Estado: su chip fue alterado, copiado o retirado.
reason-identity_refused-todo = Compruebe el documento y a la persona.
reason-identity_refused-chip = Documento rechazado

reason-identity_copy_possible-why = Un Estado firmó los datos del documento, pero su chip no puede demostrar que no es una copia.
reason-identity_copy_possible-todo = Mire el documento mismo.
reason-identity_copy_possible-chip = Posible copia

reason-identity_not_verified-why = Nadie pudo verificar quién firmó el documento de identidad: su autoridad no está en ninguna lista de aquí.
reason-identity_not_verified-todo = Compruebe el documento en persona.
reason-identity_not_verified-chip = Documento no verificado

reason-identity_expired-why = El documento de identidad, o el certificado que lo firmó, ha caducado.
reason-identity_expired-todo = Compruebe otro documento de identidad.
reason-identity_expired-chip = Documento caducado

reason-identity_face_differs-why = La cara no coincide con la foto del documento de identidad.
reason-identity_face_differs-todo = Compare a la persona con el documento.
reason-identity_face_differs-chip = Cara distinta del documento

reason-identity_name_differs-why = El nombre escrito no corresponde al nombre del documento de identidad.
reason-identity_name_differs-todo = Compruebe el documento y el nombre de la acreditación.
reason-identity_name_differs-chip = Nombre distinto del documento

reason-identity_used_before-why = En la última hora, este documento se usó para otro registro, o este rostro vino con otro documento.
reason-identity_used_before-todo = Compruebe en persona quién es el visitante.
reason-identity_used_before-chip = Documento o rostro ya usado

reason-locked_out-why = Fallaron demasiados controles faciales seguidos para esta persona.
reason-locked_out-todo = Compruebe un documento de identidad.
reason-locked_out-chip = Demasiados intentos

reason-signed_in_already-why = Poco antes se dejó entrar a alguien con este nombre, y no ha registrado su salida.
reason-signed_in_already-todo = Compruebe en persona quién era, y que la visita es quien dice ser.
reason-signed_in_already-chip = Ya está dentro

reason-kiosk_offline-why = La cámara de la recepción no estaba conectada.
reason-kiosk_offline-todo = Compruebe a la visita en persona y mire la pantalla.
reason-kiosk_offline-chip = Pantalla sin conexión

reason-no_kiosk_here-why = Ninguna cámara atiende esta sede; las que hay pertenecen a otras.
reason-no_kiosk_here-todo = Compruebe a la visita en persona y avise a la persona que lleva Vestibule.
reason-no_kiosk_here-chip = Sin pantalla aquí

reason-camera_stuck-why = La cámara mostraba una imagen que no se mueve: estaba tapada o bloqueada.
reason-camera_stuck-todo = Compruebe a la visita en persona y mire la pantalla.
reason-camera_stuck-chip = Cámara congelada

reason-camera_changed-why = La pantalla tenía otra cámara que la anotada, o una más, así que no se miró a nadie.
reason-camera_changed-todo = Compruebe a la visita en persona, mire la cámara y diga en «Pantallas» si es suya.
reason-camera_changed-chip = Cámara cambiada

reason-not_at_ipad-why = El registro no vino de un iPad de la recepción, así que la cámara no se encendió.
reason-not_at_ipad-todo = Compruebe a la visita en persona.
reason-not_at_ipad-chip = No en un iPad

reason-second_camera_missing-why = La segunda cámara no está conectada, así que no se comprobó a nadie.
reason-second_camera_missing-todo = Compruebe a la visita en persona y conecte la cámara.
reason-second_camera_missing-chip = Segunda cámara

reason-cameras_not_set_up-why = Las dos cámaras no están ajustadas, o una se ha movido.
reason-cameras_not_set_up-todo = Compruebe a la visita en persona y ajuste las cámaras en «Pantallas».
reason-cameras_not_set_up-chip = Cámaras sin ajustar

reason-kiosk_busy-why = La cámara estaba ocupada con otras visitas.
reason-kiosk_busy-todo = Compruebe a la visita en persona, o deje que se registre otra vez.
reason-kiosk_busy-chip = Cámara ocupada

reason-policy_unreadable-why = Las reglas de esta instalación tenían un error, así que todos tuvieron que esperar.
reason-policy_unreadable-todo = Compruebe a la visita en persona y avise a la persona que lleva Vestibule.
reason-policy_unreadable-chip = Reglas con error

reason-not_finished-why = Este control se terminó porque otro había fallado.
reason-not_finished-todo = Compruebe a la visita en persona.
reason-not_finished-chip = Sin terminar

reason-timed_out-why = Al control facial se le acabó el tiempo.
reason-timed_out-todo = Compruebe a la visita en persona.
reason-timed_out-chip = Tiempo agotado

reason-watchlist_hit-why = El nombre o la cara puede estar en una lista de vigilancia.
reason-watchlist_hit-todo = Siga su procedimiento para listas de vigilancia.
reason-watchlist_hit-chip = Lista de vigilancia

reason-watchlist_out_of_date-why = Una lista de vigilancia que aquí se exige está desactualizada o falta.
reason-watchlist_out_of_date-todo = Compruebe un documento de identidad y avise a quien administra Vestibule.
reason-watchlist_out_of_date-chip = Lista caducada

reason-watchlist_unreachable-why = La lista de vigilancia de un tercero no dio ninguna respuesta útil.
reason-watchlist_unreachable-todo = Siga su procedimiento para listas de vigilancia.
reason-watchlist_unreachable-chip = Lista inaccesible

reason-credential_missing-why = No se mostró un certificado sanitario que se pide.
reason-credential_missing-todo = Pida el certificado sanitario.
reason-credential_missing-chip = Sin certificado

reason-credential_invalid-why = El certificado sanitario mostrado no fue aceptado.
reason-credential_invalid-todo = Mire el certificado sanitario en persona.
reason-credential_invalid-chip = Certificado rechazado

reason-code_not_set_up-why = Esta persona no ha configurado el código personal que aquí se exige.
reason-code_not_set_up-todo = Mire un documento de identidad y pida a un responsable que configure el código con esta persona.
reason-code_not_set_up-chip = Sin código

reason-code_missing-why = La cara coincidía, pero no se escribió a tiempo ningún código personal.
reason-code_missing-todo = Mire un documento de identidad.
reason-code_missing-chip = Código no escrito

reason-code_wrong-why = La cara coincidía, pero el código personal que se escribió era incorrecto.
reason-code_wrong-todo = Mire un documento de identidad.
reason-code_wrong-chip = Código erróneo

reason-code_used-why = La cara coincidía, pero el código personal que se escribió ya se había usado.
reason-code_used-todo = Mire un documento de identidad y pregunte si otra persona ha visto el código.
reason-code_used-chip = Código ya usado

reason-document_missing-why = Al formulario le faltaba algo que se pide.
reason-document_missing-todo = Pregunte por lo que falta.
reason-document_missing-chip = Formulario incompleto

reason-instance_silent-why = La parte del servicio a la que estaba conectada la pantalla no respondió a tiempo.
reason-instance_silent-todo = Compruebe a la visita en persona.
reason-instance_silent-chip = Sin respuesta

reason-too_old-why = El registro llegó demasiado tarde al control facial.
reason-too_old-todo = Deje que la visita se registre otra vez.
reason-too_old-chip = Llegó tarde

reason-bad_request-why = Envoy envió un registro que no se podía leer, o a la dirección equivocada.
reason-bad_request-todo = Compruebe a la visita en persona y avise a la persona que lleva Vestibule.
reason-bad_request-chip = Registro ilegible

reason-starting-why = El control facial estaba arrancando, o no podía porque le faltaba algo.
reason-starting-todo = Compruebe a la visita en persona; si dura minutos, avise a la persona que lleva Vestibule.
reason-starting-chip = Servicio arrancando

reason-stopping-why = El control facial se estaba reiniciando.
reason-stopping-todo = Compruebe a la visita en persona.
reason-stopping-chip = Servicio reiniciando

reason-disk_full-why = El disco del control facial está lleno, así que no se puede guardar ningún registro.
reason-disk_full-todo = Compruebe a la visita en persona y avise a la persona que lleva Vestibule.
reason-disk_full-chip = Disco lleno

reason-internal_error-why = El control facial tuvo un fallo.
reason-internal_error-todo = Compruebe a la visita en persona y avise a la persona que lleva Vestibule.
reason-internal_error-chip = Fallo
