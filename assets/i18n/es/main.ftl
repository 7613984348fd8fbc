# Banter en español.

brand = Banter
optional = opcional
cancel = Cancelar
results-count = { $count ->
    [0] No se ha encontrado nada
    [one] 1 resultado
   *[other] { $count } resultados
}
back-to-chat = Volver al chat
back-to-group = Volver a { $group }
skip-to-composer = Saltar al campo del mensaje
skip-to-content = Saltar al contenido

## Cuentas

username = Nombre de usuario
username-help = De 2 a 32 letras, cifras, puntos, guiones o guiones bajos. La gente ve este nombre.
email = Correo
password = Contraseña
password-help = Al menos 8 caracteres. Unas cuantas palabras sin relación hacen una buena.

login-title = Entrar
login-lead = Qué bien verte de nuevo.
login-username = Nombre de usuario o correo
login-submit = Entrar
login-no-account = ¿Es tu primera vez?
login-register = Crear una cuenta
login-failed = Ese nombre de usuario y esa contraseña no coinciden. Revísalos e inténtalo de nuevo.
login-too-many = Demasiados intentos. Espera un minuto e inténtalo de nuevo.

register-title = Crea tu cuenta
register-lead = Elige un nombre y ya estás en la conversación.
register-first = Aquí aún no hay nadie más, así que esta cuenta será la de administración.
register-submit = Crear cuenta
register-have-account = ¿Ya tienes una cuenta?
register-to-login = Ir a la entrada
register-setup-code = Código de instalación
register-setup-code-help = El código de la configuración de este servidor. Demuestra que el servidor es tuyo.
register-not-set-up-title = Este servidor aún no está preparado
register-not-set-up-text = Nadie puede registrarse hasta que quien lo gestiona haya creado en el servidor la primera cuenta de administración:
register-invited-title = El registro es por invitación
register-invited-text = Pide a alguien que ya esté aquí que te invite y abre el enlace que te envíe.
register-closed-title = El registro está cerrado
register-closed-text = Este servidor no admite cuentas nuevas. Si crees que deberías tener una, pregunta a quien lo administra.

username-missing = Elige un nombre de usuario.
username-length = Usa de 2 a 32 caracteres.
username-characters = Usa solo letras, cifras, puntos, guiones y guiones bajos, y empieza por una letra o una cifra.
username-taken = Ese nombre de usuario ya está ocupado. Elige otro.
email-invalid = Esto no parece una dirección de correo. Corrígela o déjala vacía.
email-taken = Esta dirección de correo ya es de una cuenta. Entra con ella o usa otra.
password-length = Usa de 8 a 128 caracteres.
password-common = Esta contraseña es demasiado fácil de adivinar. Elige una menos común.
password-wrong = Esta no es tu contraseña actual. Inténtalo de nuevo.
setup-code-wrong = Este no es el código de instalación. Compáralo con la configuración del servidor.

password-title = Cambiar la contraseña
password-lead = Aquí sigues dentro. Se cierra la sesión en tus otros dispositivos.
password-current = Contraseña actual
password-new = Contraseña nueva
password-submit = Cambiar la contraseña
password-saved = Se ha cambiado tu contraseña y se ha cerrado la sesión en tus otros dispositivos.

account-menu = Cuenta de { $name }
account-logout = Cerrar sesión

## La barra lateral

sidebar-groups = Tus grupos
sidebar-open = Mostrar los grupos
sidebar-close = Cerrar los grupos
sidebar-rooms = Salas
sidebar-private = Grupos
sidebar-directs = Mensajes directos
sidebar-archived = Archivados
sidebar-browse = Ver todas las salas
sidebar-new-room = Sala nueva
sidebar-new-group = Grupo nuevo
sidebar-new-direct = Escribir a alguien
sidebar-no-rooms = Aún no estás en ninguna sala.
sidebar-no-rooms-link = Ver las salas
sidebar-no-groups = Un grupo es para la gente que elijas.
sidebar-no-directs = Escribe a una persona, o a ti.

## La página de un grupo

group-menu = Más sobre { $group }
group-members = Miembros
group-member-count = { $count ->
    [one] 1 miembro
   *[other] { $count } miembros
}
group-settings = Ajustes
group-leave = Salir
group-leave-direct = Cerrar este chat
group-leave-room = Salir de la sala
group-leave-group = Salir del grupo
group-leave-confirm = Para volver, alguien del grupo tendrá que añadirte otra vez.
group-archived-tag = Archivado
group-archived-notice = Este grupo está archivado: solo se puede leer.
group-restore = Restaurar
group-reading = Estás leyendo esta sala. Únete para tenerla en tu barra lateral.
group-join = Unirme
group-joined = Dentro
direct-notes = Notas para ti
direct-notes-topic = Solo tú ves lo que escribes aquí.
direct-empty-title = Aquí empieza tu conversación con { $group }
direct-empty-text = Solo podéis leerla vosotros dos. Saluda.
notes-empty-title = Un sitio para tus notas
notes-empty-text = Enlaces, borradores, recordatorios: solo tú ves lo que escribes aquí.
people-online = En línea
people-open = Mostrar quién está en línea
people-close = Cerrar la lista de personas
people-none = Ahora mismo no hay nadie.
people-more = y { $count } más

connection-online = Conectado
connection-connecting = Conectando…
connection-offline = Sin conexión. Los mensajes se enviarán cuando vuelva.

timeline-label = Mensajes en { $group }
timeline-older = Mensajes anteriores
timeline-newer = Mensajes posteriores
timeline-jump = Ir a lo último
timeline-jump-new = Mensajes nuevos
timeline-empty-title = Aquí empieza { $group }
timeline-empty-cleared = No queda nada de lo que se dijo aquí. Escribe abajo el próximo mensaje.
timeline-empty-archived = Aquí no se dijo nada.
timeline-empty-text = Aún no se ha dicho nada. Escribe abajo el primer mensaje.

message-deleted = Este mensaje se ha borrado.
quote-label = En respuesta a
quote-gone = Mensaje borrado
thread-count = { $count ->
    [one] 1 respuesta
   *[other] { $count } respuestas
}
thread-title = Hilo
thread-close = Cerrar el hilo
thread-older = Respuestas anteriores
thread-newer = Respuestas posteriores
thread-empty = Aún no ha respondido nadie.
thread-reply = Responder en el hilo
message-edited = editado
message-edit-title = Editar el mensaje
message-edit-label = Tu mensaje
message-edit-save = Guardar
message-edit-cancel = Cancelar
editing = Estás editando tu mensaje
editing-first = Guarda o cancela antes este cambio.
actions-label = Lo que puedes hacer con este mensaje
action-react = Otra reacción
action-more = Más
action-pin = Fijar
action-unpin = Dejar de fijar
action-unpreview = Quitar la vista previa
action-copy = Copiar el enlace
action-copied = Copiado
action-forward = Reenviar…
forward-title = Reenviar un mensaje
forward-search = Busca una sala, un grupo o una persona
forward-to = Reenviar a
forward-none = Ninguno de tus grupos se llama así.
forward-comment = Añadir un comentario
forward-send = Reenviar
forward-nowhere = Elige adónde va.
forward-files = { $count ->
    [one] con un archivo
   *[other] con { $count } archivos
}
forward-from = Reenviado de { $author } en { $place }
forward-from-private = Reenviado de { $author }, de una conversación privada
action-save = Guardar para después
action-saved = Guardado
action-unsave = Quitar de guardados
action-unsaved = Quitado
mentions-title = Menciones
mentions-lead = Donde alguien ha escrito tu nombre.
mentions-direct = Mensaje directo
mentions-more = Más menciones
mentions-start = Volver a lo más reciente
mentions-none-title = Aún no te ha mencionado nadie
mentions-none-text = Cuando alguien escriba @ y tu nombre, lo encontrarás aquí.
mentions-offer = Personas a las que puedes mencionar
mentions-everyone = todos los miembros
action-reply = Responder
action-thread = Hilo
action-edit = Editar
action-delete = Borrar
action-delete-sure = ¿Borrar para todos?
action-failed = No ha funcionado. Inténtalo de nuevo en un momento.
reaction-more = y { $count } más
message-pinned = Fijado
pins-title = Mensajes fijados
pins-empty-title = Aquí aún no hay nada fijado
pins-empty-text = Lo que todos deban volver a encontrar se puede fijar desde el menú del mensaje.
pins-full = Aquí ya hay 50 mensajes fijados. Deja antes de fijar alguno.
pins-show = Ver en la conversación
bookmarks-title = Mensajes guardados
bookmarks-lead = Solo tú ves lo que guardas
bookmarks-empty-title = Aún no hay nada guardado
bookmarks-empty-text = Lo que quieras volver a encontrar lo puedes guardar desde el menú del mensaje.
bookmarks-remove = Quitar
bookmarks-older = Guardados antes
bookmarks-full = Has guardado 1000 mensajes. Quita alguno antes.
sheet-close = Cerrar
revisions-title = Versiones del mensaje de { $name }
revisions-current = Ahora
revisions-older = Versiones anteriores
revisions-back = Volver al mensaje
emoji-title = Reaccionar con
emoji-search = Busca un emoji
emoji-none = Ningún emoji se llama así.
emoji-smileys = Caras
emoji-people = Personas
emoji-nature = Animales y naturaleza
emoji-food = Comida y bebida
emoji-travel = Viajes y lugares
emoji-activities = Actividades
emoji-objects = Cosas
emoji-symbols = Símbolos
emoji-flags = Banderas
reactions-full = Este mensaje ya tiene todas las reacciones que puede tener.

composer-placeholder = Mensaje a { $group }
composer-notes = Escribe una nota
composer-send = Enviar
composer-hint = Intro envía, Mayús+Intro hace una línea nueva
draft-mark = Borrador
composer-empty = Escribe algo antes.
composer-too-long = Un mensaje puede tener como mucho 4000 caracteres. Acórtalo o envíalo por partes.
composer-too-many = Han sido muchos mensajes a la vez. Espera unos segundos y vuelve a enviarlo.
composer-busy = El servidor está ocupado. Tu mensaje no se ha perdido; inténtalo de nuevo en un momento.
reply-gone = El mensaje al que respondes ya no está. Cancela la respuesta para enviar este por su cuenta.
composer-archived = Este grupo está archivado. Nadie puede escribir en él hasta que un propietario lo restaure.
composer-conflict = Este mensaje ya se envió con otro texto. Mira en la conversación antes de volver a enviarlo.

composer-attach = Adjuntar archivos
composer-as-file = Adjuntarlo como archivo
composer-description = ¿Qué muestran las imágenes? Para quien no pueda verlas

attachments-gone = Uno de los archivos ya no está. Quítalo y adjúntalo de nuevo.
attachments-too-many = Aquí un mensaje puede tener como mucho { $most } archivos.
attachment-too-large = Este archivo es demasiado grande. Pueden tener hasta { $limit }.
attachment-too-many = Han sido muchos archivos a la vez. Espera unos segundos e inténtalo de nuevo.
attachment-no-room = Ya no queda sitio para tus archivos. Borra antes algunos de tus mensajes con archivos.
attachment-picture-too-large = Esta imagen tiene demasiados píxeles o fotogramas. Hazla más pequeña e inténtalo de nuevo.
attachment-picture-broken = Esta imagen no se puede leer. Puede que esté dañada; métela en un archivo comprimido para enviarla tal cual.
attachment-empty = Este archivo está vacío.
attachment-failed = No se ha podido guardar el archivo. Inténtalo de nuevo en un momento.
attachment-remove = Quitar { $name }
attachment-alt = ¿Qué muestra { $name }? Para quien no pueda verlo
attachment-alt-placeholder = Describe esta imagen
attachment-sending = Tu mensaje se enviará cuando estén todos los archivos.
attachments-progress = { "{done} de {count} archivos están listos" }
attachments-remove = Quitar todos
attachments-retry = Reintentar los fallidos

files-title = Archivos
files-of = Archivos de { $group }
files-empty-title = Aún no hay archivos
files-empty-text = Los archivos que se envíen aquí también se encontrarán aquí.
files-older = Archivos anteriores
files-newest = Archivos más recientes
files-message = En la conversación
files-from = Archivos de { $name }
files-all = Mostrar los { $count } archivos
files-more = Más archivos
files-one = archivo { $name }
files-many = { $count ->
    [one] 1 archivo
   *[other] { $count } archivos
}
size-bytes = { $number ->
    [one] 1 byte
   *[other] { $number } bytes
}
size-kb = { $number } KB
size-mb = { $number } MB
size-gb = { $number } GB
file-download = Descargar { $name }

lightbox-label = Imágenes
lightbox-close = Cerrar
lightbox-before = Imagen anterior
lightbox-after = Imagen siguiente
lightbox-download = Descargar

outbox-label = Mensajes en camino
outbox-sending = Enviando…
outbox-waiting = Esperando la conexión
outbox-slow = Esperando unos segundos: han sido muchos a la vez
outbox-failed = No enviado
outbox-signed-out = Entra de nuevo para enviar esto
outbox-retry = Reintentar
outbox-edit = Editar
outbox-discard = Descartar
outbox-leave = Algunos de tus mensajes aún no se han enviado. ¿Cerrar la sesión y descartarlos?

day-today = Hoy
day-yesterday = Ayer

# El navegador pone el nombre y el texto en lugar de las llaves.
announce-message = { "{author}: {text}" }
typing-one = { "{name} está escribiendo…" }
typing-two = { "{name} y {other} están escribiendo…" }
typing-several = Varias personas están escribiendo…

## Salas

rooms-title = Salas
rooms-lead = Abiertas a todo el mundo.
rooms-search = Busca una sala
rooms-new = Sala nueva
rooms-more = Más salas
rooms-start = Volver a las primeras salas
rooms-none-title = Aún no hay salas
rooms-none-text = Una sala es para todos: un proyecto, un lugar, una broma recurrente. Crea la primera.
rooms-nothing-title = Ninguna sala se llama «{ $query }»
rooms-nothing-text = Prueba con otra palabra, o crea la sala.
rooms-create-named = Crear «{ $query }»
rooms-join-label = Unirme a { $group }

## Un grupo nuevo

new-title = Nueva sala o grupo
new-lead = Pasa a ser tuyo.
new-people-help = También puedes añadir gente después.
new-kind = ¿Para quién es?
kind-public = Sala pública
kind-public-text = Todo el mundo puede encontrarla, leerla y unirse.
kind-private = Grupo privado
kind-private-text = Solo puede verlo la gente que añadas.
group-name = Nombre
group-name-help = Hasta 80 caracteres. Di de qué va.
group-topic = Tema
group-topic-help = Una línea bajo el nombre, hasta 250 caracteres.
group-create = Crear

picker-legend = Personas
picker-legend-add = Añadir personas
picker-help = Ven todo lo que se ha escrito antes.
picker-search = Busca personas por su nombre
picker-find = Buscar
picker-chosen = Elegidas
picker-found = Personas encontradas
picker-none = Nadie se llama «{ $query }».
picker-more = Hay más personas que coinciden. Escribe más del nombre.
picker-add = Añadir

## Ajustes de un grupo

edit-title = Ajustes
edit-lead = Ajustes de { $group }
edit-saved = Guardado.
edit-submit = Guardar
edit-details = Nombre y tema
edit-archive-title = Archivar
edit-archive-text = Todo se conserva para leerlo y no llegan mensajes nuevos. Puedes restaurarlo cuando quieras.
edit-archive = Archivar
edit-restore-title = Restaurar
edit-restore-text = Está archivado: se puede leer, pero nadie puede escribir. Restáuralo y todo sigue.
edit-delete-title = Borrar
edit-delete-text = Borra todos los mensajes para todos. No se puede deshacer.
edit-delete-confirm = Escribe el nombre para confirmarlo:
edit-delete = Borrar para siempre

## Miembros

members-title = Miembros
members-of = Miembros de { $group }
members-online = { $count ->
    [one] 1 en línea
   *[other] { $count } en línea
}
members-staff = Propietarios y moderadores
members-members = Miembros
members-search = Busca un miembro
members-nothing = Ningún miembro se llama «{ $query }».
members-more = Más miembros
members-start = Volver a los primeros miembros
members-actions = Acciones para { $name }
members-you = tú
members-deactivated = desactivado
members-is-online = en línea
members-make-owner = Hacer propietario
members-make-moderator = Hacer moderador
members-make-member = Hacer miembro
members-hand-over = Ceder la propiedad
members-hand-over-text = { $name } pasa a ser propietario y tú, miembro. Solo { $name } puede deshacerlo.
members-hand-over-submit = Ceder
members-remove = Quitar
members-remove-text = { $name } sale del grupo y se puede volver a añadir.
members-ban = Vetar
members-ban-text = { $name } sale en el acto y no puede volver hasta que se levante el veto.
members-banned-title = Vetados
members-banned-text = No pueden unirse ni ser añadidos hasta que se levante el veto.
members-lift = Levantar el veto
members-lift-label = Levantar el veto a { $name }
members-must-name-title = Elige quién toma el relevo
members-must-name-text = Eres el único propietario, así que el grupo se quedaría sin ninguno. Haz propietario a otra persona y podrás salir.
members-must-name-alone = Aquí solo estás tú. Añade a alguien que tome el relevo, o archiva o borra el grupo en sus ajustes.

role-owner = Propietario
role-moderator = Moderador
role-member = Miembro
role-administrator = Administrador

## Personas

people-title = Personas
people-lead = Todo el mundo en este servidor.
people-search = Busca por nombre
people-message = Escribir
people-message-label = Escribir a { $name }
people-notes = Notas para ti
people-nothing-title = Nadie se llama «{ $query }»
people-nothing-text = Prueba con otra parte del nombre.
people-more-link = Más personas
people-start = Volver a las primeras personas
person-title = Perfil
person-since = Aquí desde el { $day }
person-deactivated = Esta cuenta está desactivada.
person-you = Eres tú

## Lo que el servidor rechaza de los grupos

group-name-missing = Ponle un nombre.
group-name-length = Usa de 1 a 80 caracteres.
group-name-characters = Usa solo letras, cifras, espacios y signos normales, todo en una línea.
group-name-taken = Ya hay una sala con este nombre. Elige otro, o únete a esa.
group-topic-length = Usa como mucho 250 caracteres.
group-topic-characters = Usa solo caracteres normales, todo en una línea.
group-kind = Elige para quién es: una sala pública o un grupo privado.
group-too-many = Has creado muchos grupos. Espera un rato antes de crear otro.
group-confirm-wrong = Este no es el nombre. Escríbelo exactamente como se muestra.
group-default = A esta sala llega todo el mundo, así que no se puede archivar ni borrar.
group-archived = Este grupo está archivado, así que no se puede cambiar nada. Restáuralo antes.
members-unknown = Elige al menos una persona. Puede que alguien que has elegido ya no esté.
members-not-member = Esta persona no es miembro.
members-yourself = Eres tú. Para irte, usa Salir.
members-owner = A un propietario no se le puede quitar. Hazlo antes miembro.
members-last-owner = Es el único propietario. Haz antes propietario a otra persona.
members-administrator = Los administradores ponen orden en las salas públicas, así que no se les puede vetar.
members-yourself-promoted = Nadie se da a sí mismo un rol superior. Pídeselo a un propietario.
members-role = Elige un rol: propietario, moderador o miembro.
members-banned = Esta persona está vetada aquí. Levanta antes el veto.
members-unwilling = No puedes añadir a una de estas personas. Puede unirse con un enlace de invitación.
members-too-many = Elige como mucho 500 personas a la vez.

## Líneas en la conversación. Los nombres vienen como texto sin formato.

line-created = { $actor } ha creado { $name }
line-joined = { $actor } se ha unido
line-left = { $actor } ha salido
line-added = { $actor } ha añadido a { $people }
line-removed = { $actor } ha quitado a { $people }
line-banned = { $actor } ha vetado a { $people }
line-moderator = { $actor } ha dado a { $people } el rol de moderador
line-member = { $actor } ha dado a { $people } el rol de miembro
line-owner = { $actor } ha dado a { $people } el rol de propietario
line-handed-over = { $actor } ha cedido el grupo a { $people }
line-renamed = { $actor } ha cambiado el nombre del grupo a { $name }
line-topic = { $actor } ha cambiado el tema a «{ $name }»
line-topic-cleared = { $actor } ha quitado el tema
line-archived = { $actor } ha archivado el grupo
line-restored = { $actor } ha restaurado el grupo
people-and = { $people } y { $last }
people-others = { $people } y { $count } más

## Errores

error-status = Error
error-home = Ir al chat
error-kept = Lo que has escrito
error-kept-help = No se ha enviado. Cópialo antes de salir de esta página.

error-400-title = Esa petición no tenía sentido
error-400-text = Faltaba algo o algo estaba dañado. Vuelve atrás, recarga la página e inténtalo de nuevo.
error-401-title = Tu sesión está cerrada
error-401-text = Entra de nuevo y sigue donde estabas.
error-403-title = No puedes hacer eso
error-403-text = Tu cuenta no tiene permiso aquí, o la petición vino de otro sitio. Si crees que debería poder, pregunta a quien administra.
error-404-title = Aquí no hay nada
error-404-text = Esta página no existe, se ha quitado o no puedes verla.
error-408-title = Ha tardado demasiado
error-408-text = La conexión era demasiado lenta para terminar. Revísala e inténtalo de nuevo.
error-413-title = Es demasiado grande
error-413-text = El servidor no admite tanto de una vez. Hazlo más pequeño e inténtalo de nuevo.
error-422-title = No se ha podido aceptar
error-422-text = Algo del formulario no estaba bien. Vuelve atrás, corrígelo y envíalo de nuevo.
error-429-title = Demasiado rápido
error-429-text = Ha sido demasiado en poco tiempo. Espera un momento e inténtalo de nuevo.
error-500-title = Algo se ha roto
error-500-text = Es culpa nuestra, no tuya, y ha quedado anotado. Inténtalo de nuevo en un momento.
error-503-title = Volvemos enseguida
error-503-text = El servidor se está reiniciando o está muy ocupado. Espera unos segundos y recarga.
error-other-title = No ha funcionado
error-other-text = Vuelve atrás e inténtalo de nuevo. Si sigue pasando, avisa a quien administra.
