## Was ungelesen ist

unread-title = Ungelesen
unread-lead = Was du noch nicht gelesen hast
unread-count = { $count ->
    [one] 1 ungelesen
   *[other] { $count } ungelesen
}
unread-many = mehr als 99 ungelesen
unread-mentions = { $count ->
    [one] 1 Erwähnung
   *[other] { $count } Erwähnungen
}
unread-mentions-many = mehr als 99 Erwähnungen
unread-line = Neu
unread-jump = Zur ersten neuen Nachricht
unread-read-all = Alles als gelesen markieren
unread-none-title = Du hast alles gelesen
unread-none-text = Was du nicht gelesen hast, steht hier und neben deinen Gruppen.
action-unread = Ab hier als ungelesen markieren
action-unread-done = Als ungelesen markiert

## Was ein Mitglied von einer Gruppe erfährt

attention-title = Benachrichtigungen
attention-lead = Als ungelesen zeigen
attention-everything = Jede Nachricht
attention-everything-text = Die Zahl der neuen Nachrichten steht neben der Gruppe.
attention-mentions = Nur Erwähnungen
attention-mentions-text = Nur was deinen Namen nennt oder für alle ist.
attention-nothing = Nichts
attention-nothing-text = Die Gruppe bleibt so still wie möglich.
attention-quiet = Stumm
attention-saved = Deine Wahl ist gespeichert.
attention-submit = Speichern
mute-label = Eine Weile stumm schalten
mute-help = Solange zeigen sich nur Erwähnungen.
mute-none = Nicht stumm
mute-until = Stumm bis { $until }
mute-lift = Nicht mehr
mute-hours-1 = Für eine Stunde
mute-hours-8 = Für acht Stunden
mute-hours-24 = Für einen Tag
mute-hours-168 = Für eine Woche
