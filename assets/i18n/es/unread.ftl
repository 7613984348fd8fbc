## Lo que está sin leer

unread-title = Sin leer
unread-lead = Lo que aún no has leído
unread-count = { $count ->
    [one] 1 sin leer
   *[other] { $count } sin leer
}
unread-many = más de 99 sin leer
unread-mentions = { $count ->
    [one] 1 mención
   *[other] { $count } menciones
}
unread-mentions-many = más de 99 menciones
unread-line = Nuevo
unread-jump = Ir al primer mensaje nuevo
unread-read-all = Marcar todo como leído
unread-none-title = Estás al día
unread-none-text = Lo que no hayas leído se muestra aquí y junto a tus grupos.
action-unread = Marcar como no leído desde aquí
action-unread-done = Marcado como no leído

## Lo que se le avisa a un miembro de un grupo

attention-title = Notificaciones
attention-lead = Mostrar como sin leer
attention-everything = Todos los mensajes
attention-everything-text = El número de mensajes nuevos aparece junto al grupo.
attention-mentions = Solo menciones
attention-mentions-text = Solo lo que dice tu nombre o es para todos.
attention-nothing = Nada
attention-nothing-text = El grupo molesta lo menos posible.
attention-quiet = Silenciado
attention-saved = Se ha guardado tu elección.
attention-submit = Guardar
mute-label = Silenciar un rato
mute-help = Mientras tanto solo se muestran las menciones.
mute-none = Sin silenciar
mute-until = Silenciado hasta el { $until }
mute-lift = Ya no
mute-hours-1 = Durante una hora
mute-hours-8 = Durante ocho horas
mute-hours-24 = Durante un día
mute-hours-168 = Durante una semana
