## Lo que hace el teclado

shortcuts-title = Atajos de teclado
shortcuts-lead = Aquí todo se puede hacer sin ratón
shortcuts-or = o
shortcuts-single = Teclas de un solo carácter
shortcuts-single-text = Sin ellas las letras por sí solas no hacen nada, ni tampoco «?». Se guarda en tu navegador.
shortcuts-everywhere = En todas partes
shortcuts-switcher = Buscar, o saltar a un grupo, una persona o un mensaje
shortcuts-list = Mostrar estos atajos
shortcuts-close = Cerrar lo que está sobre la página
shortcuts-writing = Al escribir
shortcuts-send = Enviar
shortcuts-line = Empezar una línea nueva
shortcuts-change-last = Cambiar tu último mensaje, mientras no haya nada escrito
shortcuts-mention = Elegir a quién mencionar, después de «@»
shortcuts-cancel = Dejar de cambiar o de responder un mensaje
shortcuts-to-messages = Ir a los mensajes
shortcuts-messages = Entre los mensajes
shortcuts-walk = El mensaje anterior o el siguiente
shortcuts-ends = El primero o el último que se muestra
shortcuts-actions = Lo que se puede hacer con él
shortcuts-reply = Responder
shortcuts-thread = Abrir su hilo
shortcuts-edit = Cambiarlo, si es tuyo
shortcuts-back = Volver adonde escribes
shortcuts-within = En lo que se puede hacer, y entre emojis, imágenes y personas
shortcuts-next = Lo anterior o lo siguiente
shortcuts-first-last = Lo primero o lo último
shortcuts-choose = Elegirlo
shortcuts-key-control = Ctrl
shortcuts-key-shift = Mayús
shortcuts-key-enter = Intro
shortcuts-key-escape = Esc
shortcuts-key-tab = Tab
shortcuts-key-home = Inicio
shortcuts-key-end = Fin
shortcuts-key-menu = Menú

## Para quien escucha

thread-messages = Mensajes del hilo
sidebar-label = Grupos y cuenta
announce-several = { "{count} mensajes nuevos, el último de {text}" }
