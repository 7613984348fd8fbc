# Das eigene Konto

account-settings = Einstellungen
settings-title = Einstellungen
settings-lead = Dein Konto
settings-nav = Einstellungen
settings-profile = Profil
settings-devices = Geräte
settings-password = Anmeldung

picture-title = Bild
picture-help = Ein beliebiges Bild bis { $limit }. Gezeigt wird die Mitte.
picture-choose = Bild auswählen
picture-submit = Hochladen
picture-remove = Bild entfernen
picture-saved = Dein Bild ist geändert.
picture-missing = Wähle erst ein Bild aus.
picture-unknown = Das ist kein Bild. PNG, JPEG, GIF und WebP gehen.

profile-title = Über dich
profile-submit = Speichern
profile-saved = Dein Profil ist gespeichert.
profile-length = Das ist zu lang.
profile-characters = Darin sind Zeichen, die man nicht sehen kann. Entferne sie und versuche es noch einmal.
display-name = Anzeigename
display-name-help = So sehen dich die anderen. Erwähnt wirst du als @{ $username }.
display-name-taken = So heißt schon jemand. Wähle einen anderen Namen.
display-name-characters = Ein Name darf kein @, < oder > haben und keine Zeichen, die sich auf einem Buchstaben stapeln.
pronouns = Pronomen
bio = Über mich
bio-help = Ein paar Worte über dich, bis zu 500 Zeichen.

status-title = Status
status-help = Sag, was du gerade machst. Es steht neben deinem Namen.
status-emoji = Emoji
status-emoji-unknown = Nimm ein einzelnes Emoji.
status-text = Was gibt’s
status-lasting = Löschen nach
status-lasting-always = Nicht löschen
status-lasting-half-an-hour = 30 Minuten
status-lasting-hour = 1 Stunde
status-lasting-four-hours = 4 Stunden
status-lasting-today = Heute
status-lasting-week = Eine Woche
status-submit = Status setzen
status-clear = Status löschen
status-saved = Dein Status ist geändert.
status-until = bis { $time }
status-meeting = In einer Besprechung
status-home = Im Homeoffice
status-sick = Krank
status-away = Im Urlaub

devices-title = Wo du angemeldet bist
devices-lead = Wenn du eines davon nicht kennst, melde es ab und ändere dein Passwort.
devices-unknown = Unbekanntes Gerät
devices-current = Dieses Gerät
devices-open = Gerade aktiv
devices-used = Zuletzt benutzt am { $time }
devices-since = angemeldet am { $time }
devices-end = Abmelden
devices-end-label = { $name } abmelden
devices-others-title = Überall sonst
devices-others-text = Meldet alle Geräte außer diesem auf einmal ab.
devices-others = Andere Geräte abmelden
devices-saved = Dort abgemeldet.

email-title = E-Mail-Adresse ändern
email-lead = Du kannst dich damit anmelden. Deine anderen Geräte werden abgemeldet.
email-submit = E-Mail-Adresse ändern
email-saved = Deine E-Mail-Adresse ist geändert, und deine anderen Geräte sind abgemeldet.

person-edit = Profil bearbeiten
