# La propia cuenta

account-settings = Ajustes
settings-title = Ajustes
settings-lead = Tu cuenta
settings-nav = Ajustes
settings-profile = Perfil
settings-devices = Dispositivos
settings-password = Acceso

picture-title = Foto
picture-help = Cualquier imagen de hasta { $limit }. Se muestra el centro.
picture-choose = Elegir una imagen
picture-submit = Subir
picture-remove = Quitar la foto
picture-saved = Se ha cambiado tu foto.
picture-missing = Elige antes una imagen.
picture-unknown = Esto no es una imagen. Valen PNG, JPEG, GIF y WebP.

profile-title = Sobre ti
profile-submit = Guardar
profile-saved = Se ha guardado tu perfil.
profile-length = Es demasiado largo.
profile-characters = Tiene caracteres que no se ven. Quítalos e inténtalo de nuevo.
display-name = Nombre visible
display-name-help = Así te ven los demás. Se te menciona como @{ $username }.
display-name-taken = Alguien ya se llama así. Elige otro nombre.
display-name-characters = Un nombre no puede llevar @, < ni >, ni marcas amontonadas sobre una letra.
pronouns = Pronombres
bio = Biografía
bio-help = Unas palabras sobre ti, hasta 500 caracteres.

status-title = Estado
status-help = Di en qué andas. Se muestra junto a tu nombre.
status-emoji = Emoji
status-emoji-unknown = Usa un solo emoji.
status-text = Qué haces
status-lasting = Borrar tras
status-lasting-always = No borrar
status-lasting-half-an-hour = 30 minutos
status-lasting-hour = 1 hora
status-lasting-four-hours = 4 horas
status-lasting-today = Hoy
status-lasting-week = Una semana
status-submit = Poner estado
status-clear = Borrar estado
status-saved = Se ha cambiado tu estado.
status-until = hasta el { $time }
status-meeting = En una reunión
status-home = Trabajo desde casa
status-sick = De baja
status-away = De vacaciones

devices-title = Dónde has entrado
devices-lead = Si no conoces alguno, cierra su sesión y cambia tu contraseña.
devices-unknown = Dispositivo desconocido
devices-current = Este dispositivo
devices-open = Activo ahora
devices-used = Usado por última vez el { $time }
devices-since = sesión del { $time }
devices-end = Cerrar sesión
devices-end-label = Cerrar la sesión de { $name }
devices-others-title = En los demás sitios
devices-others-text = Cierra de golpe la sesión en todos los dispositivos menos en este.
devices-others = Cerrar las demás sesiones
devices-saved = Sesión cerrada allí.

email-title = Cambiar el correo
email-lead = Puedes entrar con él. Se cierra la sesión en tus otros dispositivos.
email-submit = Cambiar el correo
email-saved = Se ha cambiado tu correo y se ha cerrado la sesión en tus otros dispositivos.

person-edit = Editar el perfil
