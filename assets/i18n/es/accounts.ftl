# El segundo factor, y lo que la administración hace por una cuenta

copy = Copiar
copy-link = Copiar el enlace
copied = Copiado

code-title = Escribe tu código
code-lead = Abre tu app de autenticación y escribe el código que muestra para Banter.
code = Código
code-wrong = Este código no es correcto o ya se ha usado. Espera al siguiente e inténtalo de nuevo.
code-instead = Usar mi app de autenticación
code-expired = Entra de nuevo
code-expired-text = Ha pasado demasiado tiempo, o ha habido demasiados códigos incorrectos.
recovery-title = Usa un código de recuperación
recovery-lead = Escribe uno de los códigos que guardaste. Cada uno vale una vez.
recovery-code = Código de recuperación
recovery-wrong = Este no es uno de tus códigos de recuperación, o ya se ha usado.
recovery-instead = Usar un código de recuperación

two-factor-title = Entrar con segundo factor
two-factor-on = Activado
two-factor-lead = Con él, para entrar hace falta, además de tu contraseña, un código de una app de tu móvil.
two-factor-must = Este servidor pide a todos un segundo factor. Configúralo con una app de autenticación para seguir.
two-factor-since = Desde el { $day } hace falta un código, además de tu contraseña, para entrar.
two-factor-begin = Configurarlo
two-factor-manage = Gestionar
two-factor-scan = Escanea esto con una app de autenticación.
two-factor-type = O escribe en ella esta clave.
two-factor-open = Abrirla en este dispositivo
two-factor-code-label = La clave como código QR
two-factor-confirm-code = Luego escribe el código que muestre
two-factor-confirm = Activar
two-factor-continue = Seguir al chat
two-factor-on-saved = El segundo factor está activado y se ha cerrado la sesión en tus otros dispositivos.
two-factor-on-already = Ya está activado.
two-factor-off-title = Desactivarlo
two-factor-off-text = Entonces bastará tu contraseña para entrar. Se cierra la sesión en tus otros dispositivos.
two-factor-off-required = Para usar otra app, desactívalo y configúralo de nuevo: este servidor pide a todos un segundo factor.
two-factor-off = Desactivar
two-factor-off-saved = El segundo factor está desactivado y se ha cerrado la sesión en tus otros dispositivos.
two-factor-off-already = Ya está desactivado.
two-factor-expired = Esta clave ha caducado. Empieza de nuevo.
recovery-codes = Códigos de recuperación
recovery-keep = Guárdalos donde los encuentres sin tu móvil. Cada uno te deja entrar una vez, y solo se muestran ahora.
recovery-download = Descargar
recovery-left = { $count ->
    [0] No queda ninguno.
    [one] Queda 1.
   *[other] Quedan { $count }.
}
recovery-renew-text = Unos nuevos sustituyen a los que tienes.
recovery-renew = Crear códigos nuevos
recovery-saved = Tus nuevos códigos de recuperación están listos. Los viejos ya no valen.

account-security = Seguridad
security-title = Seguridad
security-lead = En este servidor
security-require-title = Segundo factor para todos
security-require-text = Quien no lo tenga debe configurarlo al entrar, antes que nada. También vale para quien ya está dentro.
security-required-text = Quien no lo tenga debe configurarlo antes que nada.
security-without = { $count ->
    [0] Todos lo tienen.
    [one] 1 persona no lo tiene.
   *[other] { $count } personas no lo tienen.
}
security-require = Pedirlo a todos
security-optional = Dejarlo a cada cual
security-own-first = Configura antes el tuyo, para que sigas dentro.
security-saved = Cambiado.

account-manage = Gestionar la cuenta
account-myself = Eres tú. Tu propia cuenta se cambia en los ajustes, con tu contraseña.
account-two-factor-text = Si ha perdido el móvil y los códigos de recuperación, quítaselo. Se cierra su sesión en todas partes y entra solo con la contraseña.
account-two-factor-none = Entra solo con la contraseña.
account-two-factor-reset = Quitar
account-sure-two-factor = Asegúrate de que es { $name } quien lo pide: después bastará su contraseña para entrar.
account-two-factor-saved = Quitado, y su sesión está cerrada en todas partes.
account-password = Contraseña olvidada
account-password-text = Crea un enlace para poner otra contraseña y dáselo de forma que nadie más lo lea.
account-password-link = Crear un enlace

reset-title = Pon otra contraseña
reset-lead = Para { $name }. Se cierra tu sesión en todas partes.
reset-submit = Poner contraseña
reset-saved = Se ha cambiado tu contraseña. Entra con ella.
reset-gone-text = Se ha usado o ha caducado. Pide otro.
reset-made = El enlace está listo
reset-made-text = Cópialo ahora: solo se muestra una vez. Quien lo tenga pone otra contraseña para { $name }, una vez, en los próximos 30 minutos.

forgot-link = ¿Has olvidado tu contraseña?
forgot-title = ¿Has olvidado tu contraseña?
forgot-lead = Si tu cuenta tiene una dirección de correo, allí llega un enlace para poner otra contraseña.
forgot-submit = Enviar el enlace
forgot-sent = Mira tu correo
forgot-sent-text = Si esta cuenta existe y tiene una dirección de correo, hay un enlace en camino. Vale 30 minutos. Sin dirección, pide un enlace a quien administra.

mail-hello = Hola, { $name }:
mail-reset-subject = Pon otra contraseña en Banter
mail-reset-text = Con este enlace pones otra contraseña para { $username }. Funciona una vez, en los próximos 30 minutos.
mail-reset-else = Si no lo has pedido, no hay que hacer nada: tu contraseña sigue como está.
mail-change-subject = Un cambio en tu cuenta de Banter
mail-password-changed = Se ha cambiado tu contraseña.
mail-password-reset = Se ha puesto otra contraseña con un enlace.
mail-email-changed = Se ha cambiado la dirección de correo de tu cuenta. Ya no es esta.
mail-second-factor-turned-on = Se ha activado el segundo factor.
mail-second-factor-turned-off = Se ha desactivado el segundo factor.
mail-second-factor-reset = Alguien de la administración ha quitado tu segundo factor. Para entrar basta tu contraseña.
mail-change-else = Si no has sido tú, pon ya otra contraseña o escribe a quien administra.
