# Invitaciones por enlace

invitations-open = Invitar con un enlace
account-invite = Invitar a gente
invitations-title = Invitaciones
invitations-site = A este servidor
invitation-new = Enlace nuevo
invitation-lead-site = Quien tenga el enlace puede registrarse aquí.
invitation-lead-group = Quien tenga el enlace puede registrarse aquí y unirse a este grupo.
invitation-lead-accounts = Quien tenga el enlace y una cuenta aquí puede unirse a este grupo.
invitation-lifetime = Vale durante
invitation-for-hour = 1 hora
invitation-for-day = 1 día
invitation-for-week = 7 días
invitation-for-month = 30 días
invitation-most = Cuántas personas
invitation-count = { $count ->
    [one] 1 persona
   *[other] { $count } personas
}
invitation-submit = Crear un enlace
invitations-full = Ya hay 50 enlaces. Retira alguno antes.
invitation-made = Tu enlace está listo
invitation-made-text = Cópialo ahora: solo se muestra una vez.
invitation-link = Enlace
invitation-code = El enlace como código QR
invitations-good = Enlaces que valen ahora
invitations-good-text = Los enlaces en sí no se guardan en ningún sitio.
invitation-used = { $uses } de { $most } usados
invitation-until = vale hasta el { $time }
invitation-revoke = Retirar
invitation-revoke-label = Retirar el enlace de { $name } que vale hasta el { $time }

invitation-title = Invitación
invitation-to-group = { $name } te invita a
invitation-to-site = { $name } te invita a Banter
invitation-as = Has entrado como { $name }.
invitation-join = Unirme
invitation-here = Ya estás aquí.
invitation-register-text = Elige un nombre de usuario y ya estás dentro.
invitation-login = Ya tengo una cuenta
invitation-login-text = Entra para aceptar.
invitation-gone = Este enlace ya no vale
invitation-gone-text = Se ha agotado, lo han retirado o ha caducado. Pide otro.
