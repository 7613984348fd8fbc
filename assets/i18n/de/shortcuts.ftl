## Was die Tastatur kann

shortcuts-title = Tastenkürzel
shortcuts-lead = Hier geht alles auch ohne Maus
shortcuts-or = oder
shortcuts-single = Tasten mit einem einzelnen Zeichen
shortcuts-single-text = Ohne sie tun Buchstaben allein nichts, auch „?“ nicht. Das merkt sich dein Browser.
shortcuts-everywhere = Überall
shortcuts-switcher = Suchen oder zu einer Gruppe, Person oder Nachricht springen
shortcuts-list = Diese Kürzel zeigen
shortcuts-close = Schließen, was über der Seite liegt
shortcuts-writing = Beim Schreiben
shortcuts-send = Senden
shortcuts-line = Neue Zeile beginnen
shortcuts-change-last = Deine letzte Nachricht ändern, solange nichts geschrieben ist
shortcuts-mention = Nach „@“ wählen, wen du erwähnst
shortcuts-cancel = Ändern oder Beantworten einer Nachricht abbrechen
shortcuts-to-messages = Zu den Nachrichten
shortcuts-messages = Bei den Nachrichten
shortcuts-walk = Die Nachricht davor oder danach
shortcuts-ends = Die erste oder letzte, die gezeigt wird
shortcuts-actions = Was man mit ihr tun kann
shortcuts-reply = Antworten
shortcuts-thread = Ihren Thread öffnen
shortcuts-edit = Sie ändern, wenn es deine ist
shortcuts-back = Zurück zum Schreiben
shortcuts-within = In dem, was man tun kann, bei Emojis, Bildern und Personen
shortcuts-next = Das davor oder danach
shortcuts-first-last = Das erste oder letzte
shortcuts-choose = Auswählen
shortcuts-key-control = Strg
shortcuts-key-shift = Umschalt
shortcuts-key-enter = Enter
shortcuts-key-escape = Esc
shortcuts-key-tab = Tab
shortcuts-key-home = Pos1
shortcuts-key-end = Ende
shortcuts-key-menu = Menü

## An alle, die zuhören

thread-messages = Nachrichten des Threads
sidebar-label = Gruppen und Konto
announce-several = { "{count} neue Nachrichten, die letzte von {text}" }
