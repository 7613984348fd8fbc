## Bloquear

settings-blocks = Bloqueados
blocks-title = Personas que has bloqueado
blocks-lead = No ves lo que escriben a menos que lo abras, nada de eso cuenta como sin leer y no podéis escribiros directamente. No se les avisa.
blocks-none-title = No has bloqueado a nadie
blocks-none-text = A quien te moleste lo puedes bloquear desde su perfil.
blocks-block = Bloquear
blocks-block-text = No verás sus mensajes a menos que los abras y no podréis escribiros directamente. No se le avisa.
blocks-unblock = Desbloquear
blocks-unblock-label = Desbloquear a { $name }
blocks-tag = Bloqueado
blocks-oneself = No puedes bloquearte a ti.
blocks-full = Has bloqueado a todas las personas que se puede. Desbloquea antes a alguien.
blocks-folded = Mensaje de alguien que has bloqueado
blocks-show = Mostrar
blocks-hide = Ocultar
blocks-quote = Alguien que has bloqueado
direct-silenced = Aquí no podéis escribiros.
direct-silenced-own = Has bloqueado a { $name }. Aquí nadie puede escribir.
direct-silenced-other = No puedes escribir a { $name }.

## Denuncias

action-report = Denunciar
report-title = Denunciar un mensaje
report-lead = Quienes ponen orden aquí y los administradores ven este mensaje tal como está ahora, y que lo has denunciado. Quien lo escribió no.
report-lead-direct = Solo los administradores ven este mensaje tal como está ahora, y que lo has denunciado. No ven nada más de vuestro chat, y a quien lo escribió no se le avisa.
report-reason = ¿Qué tiene de malo?
report-reason-spam = Spam
report-reason-abuse = Insultos o acoso
report-reason-threat = Amenazas o violencia
report-reason-private = Datos privados de alguien
report-reason-illegal = Algo ilegal
report-reason-other = Otra cosa
report-reason-missing = Di qué tiene de malo.
report-note = Lo que deberían saber
report-note-length = Una nota tiene hasta 1000 caracteres.
report-own = Este mensaje es tuyo. Puedes borrarlo.
report-twice = Ya has denunciado este mensaje. Está a la espera de que alguien lo mire.
report-too-many = Has denunciado muchos mensajes. Espera un rato antes del siguiente.
report-submit = Denunciar
report-sent = Denunciado
report-sent-text = Gracias. Está a la espera de que alguien lo mire.
report-block = Si no quieres saber más de { $name }, puedes bloquear esta cuenta. No se le avisa.
reports-title = Denuncias
reports-lead = Mensajes que la gente ha denunciado
reports-open = { $count ->
    [one] 1 denuncia
   *[other] { $count } denuncias
}
reports-none-title = No hay nada pendiente
reports-none-text = Los mensajes que se denuncien aparecen aquí.
reports-note = Las copias se guardan solo hasta que se resuelve una denuncia. Lo que hagas cierra todas las denuncias del mismo mensaje.
report-by = Denunciado por { $name }, { $time }
report-gone = borrado desde entonces
report-files = Archivos: { $files }
report-go = Ver en la conversación
report-act-dismissed = Desestimar
report-act-deleted = Borrar el mensaje
report-sure-deleted = Se borra para todos y su texto desaparece para siempre.
report-act-removed = Quitar a su autor
report-act-banned = Vetar a su autor aquí
report-act-unknown = Elige qué hacer.
report-act-banned-site = Vetar a su autor del servidor

## Cuentas, para administradores

accounts-title = Cuentas
accounts-lead = Todos los que tienen una cuenta aquí
accounts-none = No se ha encontrado a nadie
account-find = Buscar
account-facts = Cuenta
account-card = Perfil
account-role = Rol
account-role-any = Cualquier rol
account-role-administrator = Cuida de todo el servidor.
account-role-member = Usa el servidor como cualquiera.
account-promote = Hacer administrador
account-sure-promote = { $name } podrá entonces todo lo que puedes tú: ocuparse de cuentas, grupos y denuncias, y hacer administradores a otros.
account-demote = Hacer miembro
account-sure-demote = { $name } ya no podrá ocuparse de cuentas, grupos y denuncias.
account-sure-myself = Ya no podrás ocuparte de cuentas, grupos y denuncias. Solo otro administrador podrá devolvértelo.
role-unknown = Elige un rol.
account-state = Situación
account-state-any = Cualquier situación
account-state-active = Activa
account-state-banned = Vetada
account-state-deactivated = Desactivada
account-seen = Última vez: { $time }
account-unseen = Sin sesión
last-administrator = Eres el único administrador. Haz antes administrador a otra persona.

ban-title = Vetar del servidor
ban-lead = Se cierra su sesión en todas partes al momento y no puede volver a entrar. Lo que escribió se queda. Con un veto definitivo, lo que posee pasa a otros.
ban-reason = Motivo
ban-reason-missing = Di por qué. Lo ve cuando intenta entrar.
ban-reason-length = Un motivo tiene hasta 500 caracteres.
ban-days = Un veto dura de un día a diez años.
ban-oneself = No puedes vetarte a ti.
ban-inactive = Esta cuenta ya está excluida.
ban-lasting = Cuánto tiempo
ban-lasting-good = Para siempre
ban-lasting-1 = Un día
ban-lasting-7 = Una semana
ban-lasting-30 = 30 días
ban-lasting-365 = Un año
ban-submit = Vetar
ban-for-good = Vetada para siempre
ban-until = Vetada hasta el { $time }
ban-over = El veto ha terminado y se quita con la próxima entrada
ban-since = Desde el { $time }
ban-lift = Levantar el veto
login-banned = Tu cuenta está vetada.
login-banned-until = Tu cuenta está vetada hasta el { $time }.
login-banned-reason = Motivo: { $reason }

## Los propios datos, y el final de una cuenta

settings-data = Tus datos
delete-title = Borrar la cuenta
delete-lead = No se puede deshacer.
delete-lead-other = No se puede deshacer. Lo que escribió se queda, como de una cuenta borrada; todo lo demás se va, y lo que posee pasa a otros.
delete-what-messages = Lo que has escrito se queda donde está, sin tu nombre ni tu foto: «Cuenta borrada». Borra antes lo que no deba quedarse.
delete-what-mentions = Donde otros escribieron tu nombre en un mensaje, ahí sigue.
delete-what-rest = Se borran tu perfil, tu correo, tus dispositivos, grupos, borradores, mensajes guardados, bloqueos y los archivos que no hayas enviado, y también tus notas y los grupos en los que solo estás tú.
delete-what-name = Nadie podrá usar el nombre { $username } después de ti.
delete-owns = Estos grupos no tienen otro propietario. Cédelos antes:
delete-confirm = Para confirmarlo, escribe tu nombre de usuario
delete-confirm-other = Para confirmarlo, escribe su nombre de usuario
delete-confirm-wrong = Este no es el nombre de usuario.
delete-oneself = Tu propia cuenta se borra en tus ajustes.
delete-submit = Borrar la cuenta
deleted-title = Tu cuenta está borrada
deleted-text = Se ha cerrado tu sesión en todas partes. Gracias por haber estado aquí.
person-deleted = Esta cuenta se ha borrado.
export-title = Descargar tus datos
export-lead = Un archivo ZIP con tu perfil, dispositivos, grupos, mensajes, reacciones, mensajes guardados, borradores, denuncias y los archivos que has subido. Lo que han escrito otros no está en él.
export-submit = Descargar
export-too-many = Lo acabas de descargar varias veces. Inténtalo más tarde.
account-nobody = Cuenta borrada
