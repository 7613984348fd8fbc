# Banter auf Deutsch.

brand = Banter
optional = freiwillig
cancel = Abbrechen
results-count = { $count ->
    [0] Nichts gefunden
    [one] 1 Treffer
   *[other] { $count } Treffer
}
back-to-chat = Zurück zum Chat
back-to-group = Zurück zu { $group }
skip-to-composer = Zum Nachrichtenfeld springen
skip-to-content = Zum Inhalt springen

## Konten

username = Benutzername
username-help = 2 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche. Diesen Namen sehen die anderen.
email = E-Mail
password = Passwort
password-help = Mindestens 8 Zeichen. Ein paar Wörter ohne Zusammenhang sind ein gutes.

login-title = Anmelden
login-lead = Schön, dass du wieder da bist.
login-username = Benutzername oder E-Mail
login-submit = Anmelden
login-no-account = Neu hier?
login-register = Konto erstellen
login-failed = Benutzername und Passwort passen nicht zusammen. Prüfe beides und versuche es noch einmal.
login-too-many = Zu viele Versuche. Warte eine Minute und versuche es dann noch einmal.

register-title = Erstelle dein Konto
register-lead = Such dir einen Namen aus, und du bist im Gespräch.
register-first = Du bist zuerst hier, also bekommt dieses Konto die Verwaltung.
register-submit = Konto erstellen
register-have-account = Hast du schon ein Konto?
register-to-login = Zur Anmeldung
register-setup-code = Einrichtungscode
register-setup-code-help = Der Code aus der Konfiguration dieses Servers. Er beweist, dass der Server deiner ist.
register-not-set-up-title = Dieser Server ist noch nicht eingerichtet
register-not-set-up-text = Niemand kann sich registrieren, bis sein Betreiber auf dem Server das erste Verwaltungskonto erstellt hat:
register-invited-title = Registrieren geht nur mit Einladung
register-invited-text = Bitte jemanden, der schon hier ist, dich einzuladen, und öffne dann den Link, den du bekommst.
register-closed-title = Die Registrierung ist geschlossen
register-closed-text = Dieser Server nimmt keine neuen Konten auf. Wenn du meinst, dass du eines haben solltest, frag seine Verwaltung.

username-missing = Wähle einen Benutzernamen.
username-length = Nimm 2 bis 32 Zeichen.
username-characters = Nimm nur Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, und beginne mit einem Buchstaben oder einer Ziffer.
username-taken = Dieser Benutzername ist vergeben. Wähle einen anderen.
email-invalid = Das sieht nicht nach einer E-Mail-Adresse aus. Berichtige sie oder lass das Feld leer.
email-taken = Diese E-Mail-Adresse gehört schon zu einem Konto. Melde dich damit an oder nimm eine andere.
password-length = Nimm 8 bis 128 Zeichen.
password-common = Dieses Passwort ist zu leicht zu erraten. Wähle ein selteneres.
password-wrong = Das ist nicht dein jetziges Passwort. Versuche es noch einmal.
setup-code-wrong = Das ist nicht der Einrichtungscode. Vergleiche ihn mit der Konfiguration des Servers.

password-title = Passwort ändern
password-lead = Hier bleibst du angemeldet. Deine anderen Geräte werden abgemeldet.
password-current = Jetziges Passwort
password-new = Neues Passwort
password-submit = Passwort ändern
password-saved = Dein Passwort ist geändert, und deine anderen Geräte sind abgemeldet.

account-menu = Konto von { $name }
account-logout = Abmelden

## Die Seitenleiste

sidebar-groups = Deine Gruppen
sidebar-open = Gruppen zeigen
sidebar-close = Gruppen schließen
sidebar-rooms = Räume
sidebar-private = Gruppen
sidebar-directs = Direktnachrichten
sidebar-archived = Archiviert
sidebar-browse = Alle Räume ansehen
sidebar-new-room = Neuer Raum
sidebar-new-group = Neue Gruppe
sidebar-new-direct = Jemandem schreiben
sidebar-no-rooms = Du bist noch in keinem Raum.
sidebar-no-rooms-link = Räume ansehen
sidebar-no-groups = Eine Gruppe ist für die Leute, die du auswählst.
sidebar-no-directs = Schreib einer Person, oder dir selbst.

## Die Seite einer Gruppe

group-menu = Mehr zu { $group }
group-members = Mitglieder
group-member-count = { $count ->
    [one] 1 Mitglied
   *[other] { $count } Mitglieder
}
group-settings = Einstellungen
group-leave = Verlassen
group-leave-direct = Chat schließen
group-leave-room = Raum verlassen
group-leave-group = Gruppe verlassen
group-leave-confirm = Um zurückzukommen, muss dich jemand aus der Gruppe wieder hinzufügen.
group-archived-tag = Archiviert
group-archived-notice = Diese Gruppe ist archiviert, man kann sie nur noch lesen.
group-restore = Wiederherstellen
group-reading = Du liest diesen Raum. Tritt bei, um ihn in der Seitenleiste zu behalten.
group-join = Beitreten
group-joined = Beigetreten
direct-notes = Notizen an dich
direct-notes-topic = Nur du siehst, was du hier schreibst.
direct-empty-title = Hier beginnt deine Unterhaltung mit { $group }
direct-empty-text = Nur ihr beide könnt sie lesen. Sag hallo.
notes-empty-title = Ein Platz für deine Notizen
notes-empty-text = Links, Entwürfe, Merkzettel: Nur du siehst, was du hier schreibst.
people-online = Online
people-open = Zeigen, wer online ist
people-close = Die Liste der Personen schließen
people-none = Gerade ist niemand hier.
people-more = { $count ->
    [one] und 1 weitere Person
   *[other] und { $count } weitere
}

connection-online = Verbunden
connection-connecting = Verbinden …
connection-offline = Keine Verbindung. Nachrichten werden gesendet, sobald sie zurück ist.

timeline-label = Nachrichten in { $group }
timeline-older = Ältere Nachrichten
timeline-newer = Neuere Nachrichten
timeline-jump = Zum Neuesten
timeline-jump-new = Neue Nachrichten
timeline-empty-title = Hier beginnt { $group }
timeline-empty-cleared = Von dem, was hier gesagt wurde, ist nichts mehr da. Schreib unten die nächste Nachricht.
timeline-empty-archived = Hier wurde nichts gesagt.
timeline-empty-text = Noch wurde nichts gesagt. Schreib unten die erste Nachricht.

message-deleted = Diese Nachricht wurde gelöscht.
quote-label = Als Antwort auf
quote-gone = Gelöschte Nachricht
thread-count = { $count ->
    [one] 1 Antwort
   *[other] { $count } Antworten
}
thread-title = Thread
thread-close = Den Thread schließen
thread-older = Frühere Antworten
thread-newer = Spätere Antworten
thread-empty = Noch hat niemand geantwortet.
thread-reply = Im Thread antworten
message-edited = bearbeitet
message-edit-title = Nachricht bearbeiten
message-edit-label = Deine Nachricht
message-edit-save = Speichern
message-edit-cancel = Abbrechen
editing = Du bearbeitest deine Nachricht
editing-first = Speichere oder verwirf erst diese Änderung.
actions-label = Was du mit dieser Nachricht tun kannst
action-react = Andere Reaktion
action-more = Mehr
action-pin = Anheften
action-unpin = Lösen
action-unpreview = Vorschau entfernen
action-copy = Link kopieren
action-copied = Kopiert
action-forward = Weiterleiten …
forward-title = Nachricht weiterleiten
forward-search = Raum, Gruppe oder Person suchen
forward-to = Weiterleiten an
forward-none = So heißt keine deiner Gruppen.
forward-comment = Kommentar hinzufügen
forward-send = Weiterleiten
forward-nowhere = Wähle aus, wohin.
forward-files = { $count ->
    [one] mit einer Datei
   *[other] mit { $count } Dateien
}
forward-from = Weitergeleitet von { $author } aus { $place }
forward-from-private = Weitergeleitet von { $author }, aus einer privaten Unterhaltung
action-save = Für später merken
action-saved = Gemerkt
action-unsave = Nicht mehr merken
action-unsaved = Entfernt
mentions-title = Erwähnungen
mentions-lead = Wo jemand deinen Namen geschrieben hat.
mentions-direct = Direktnachricht
mentions-more = Weitere Erwähnungen
mentions-start = Zurück zum Neuesten
mentions-none-title = Noch hat dich niemand erwähnt
mentions-none-text = Wenn jemand @ und deinen Namen schreibt, findest du es hier.
mentions-offer = Personen, die du erwähnen kannst
mentions-everyone = alle Mitglieder
action-reply = Antworten
action-thread = Thread
action-edit = Bearbeiten
action-delete = Löschen
action-delete-sure = Für alle löschen?
action-failed = Das hat nicht geklappt. Versuche es gleich noch einmal.
reaction-more = { $count ->
    [one] und 1 weitere Person
   *[other] und { $count } weitere
}
message-pinned = Angeheftet
pins-title = Angeheftete Nachrichten
pins-empty-title = Hier ist noch nichts angeheftet
pins-empty-text = Was alle wiederfinden sollen, lässt sich über das Menü der Nachricht anheften.
pins-full = Hier sind schon 50 Nachrichten angeheftet. Löse erst eine.
pins-show = In der Unterhaltung zeigen
bookmarks-title = Gemerkte Nachrichten
bookmarks-lead = Nur du siehst, was du dir merkst
bookmarks-empty-title = Noch nichts gemerkt
bookmarks-empty-text = Was du wiederfinden willst, kannst du dir über das Menü der Nachricht merken.
bookmarks-remove = Entfernen
bookmarks-older = Früher gemerkt
bookmarks-full = Du hast dir 1.000 Nachrichten gemerkt. Entferne erst welche.
sheet-close = Schließen
revisions-title = Fassungen der Nachricht von { $name }
revisions-current = Jetzt
revisions-older = Frühere Fassungen
revisions-back = Zurück zur Nachricht
emoji-title = Reagieren mit
emoji-search = Emoji suchen
emoji-none = So heißt kein Emoji.
emoji-smileys = Smileys
emoji-people = Menschen
emoji-nature = Tiere und Natur
emoji-food = Essen und Trinken
emoji-travel = Reisen und Orte
emoji-activities = Aktivitäten
emoji-objects = Dinge
emoji-symbols = Symbole
emoji-flags = Flaggen
reactions-full = Diese Nachricht hat alle Reaktionen, die sie haben kann.

composer-placeholder = Nachricht an { $group }
composer-notes = Notiz schreiben
composer-send = Senden
composer-hint = Enter sendet, Umschalt+Enter macht eine neue Zeile
draft-mark = Entwurf
composer-empty = Schreib erst etwas.
composer-too-long = Eine Nachricht kann höchstens 4.000 Zeichen haben. Kürze sie oder sende sie in Teilen.
composer-too-many = Das waren viele Nachrichten auf einmal. Warte ein paar Sekunden und sende dann noch einmal.
composer-busy = Der Server ist beschäftigt. Deine Nachricht ist nicht verloren; versuche es gleich noch einmal.
reply-gone = Die Nachricht, auf die du antwortest, ist nicht mehr da. Brich die Antwort ab, um diese für sich zu senden.
composer-archived = Diese Gruppe ist archiviert. Niemand kann in ihr schreiben, bis ein Eigentümer sie wiederherstellt.
composer-conflict = Diese Nachricht wurde schon mit einem anderen Text gesendet. Sieh im Verlauf nach, bevor du sie noch einmal sendest.

composer-attach = Dateien anhängen
composer-as-file = Als Datei anhängen
composer-description = Was zeigen die Bilder? Für alle, die sie nicht sehen können

attachments-gone = Eine der Dateien ist nicht mehr da. Entferne sie und hänge sie noch einmal an.
attachments-too-many = Eine Nachricht kann hier höchstens { $most } Dateien haben.
attachment-too-large = Diese Datei ist zu groß. Dateien können bis zu { $limit } haben.
attachment-too-many = Das waren viele Dateien auf einmal. Warte ein paar Sekunden und versuche es dann noch einmal.
attachment-no-room = Für deine Dateien ist kein Platz mehr. Lösche erst einige deiner Nachrichten mit Dateien.
attachment-picture-too-large = Dieses Bild hat zu viele Pixel oder Einzelbilder. Mach es kleiner und versuche es dann noch einmal.
attachment-picture-broken = Dieses Bild lässt sich nicht lesen. Vielleicht ist es beschädigt; pack es in ein Archiv, um es so zu senden, wie es ist.
attachment-empty = Diese Datei ist leer.
attachment-failed = Die Datei konnte nicht gespeichert werden. Versuche es gleich noch einmal.
attachment-remove = { $name } entfernen
attachment-alt = Was zeigt { $name }? Für alle, die es nicht sehen können
attachment-alt-placeholder = Beschreibe dieses Bild
attachment-sending = Deine Nachricht wird gesendet, wenn alle Dateien da sind.
attachments-progress = { "{done} von {count} Dateien sind bereit" }
attachments-remove = Alle entfernen
attachments-retry = Fehlgeschlagene noch einmal versuchen

files-title = Dateien
files-of = Dateien von { $group }
files-empty-title = Noch keine Dateien
files-empty-text = Dateien, die hier gesendet werden, findest du auch hier.
files-older = Ältere Dateien
files-newest = Neueste Dateien
files-message = In der Unterhaltung
files-from = Dateien von { $name }
files-all = Alle { $count } Dateien zeigen
files-more = Weitere Dateien
files-one = Datei { $name }
files-many = { $count ->
    [one] 1 Datei
   *[other] { $count } Dateien
}
size-bytes = { $number ->
    [one] 1 Byte
   *[other] { $number } Bytes
}
size-kb = { $number } KB
size-mb = { $number } MB
size-gb = { $number } GB
file-download = { $name } herunterladen

lightbox-label = Bilder
lightbox-close = Schließen
lightbox-before = Bild davor
lightbox-after = Nächstes Bild
lightbox-download = Herunterladen

outbox-label = Nachrichten unterwegs
outbox-sending = Wird gesendet …
outbox-waiting = Wartet auf die Verbindung
outbox-slow = Wartet ein paar Sekunden: Das war viel auf einmal
outbox-failed = Nicht gesendet
outbox-signed-out = Melde dich wieder an, um das zu senden
outbox-retry = Noch einmal
outbox-edit = Bearbeiten
outbox-discard = Verwerfen
outbox-leave = Einige deiner Nachrichten sind noch nicht gesendet. Abmelden und sie verwerfen?

day-today = Heute
day-yesterday = Gestern

# Der Browser setzt Namen und Text an die Stelle der Klammern.
announce-message = { "{author}: {text}" }
typing-one = { "{name} schreibt …" }
typing-two = { "{name} und {other} schreiben …" }
typing-several = Mehrere schreiben …

## Räume

rooms-title = Räume
rooms-lead = Offen für alle.
rooms-search = Raum suchen
rooms-new = Neuer Raum
rooms-more = Weitere Räume
rooms-start = Zurück zu den ersten Räumen
rooms-none-title = Noch keine Räume
rooms-none-text = Ein Raum ist für alle: ein Projekt, ein Ort, ein Dauerwitz. Mach den ersten.
rooms-nothing-title = Kein Raum heißt „{ $query }“
rooms-nothing-text = Versuche es mit einem anderen Wort, oder mach den Raum.
rooms-create-named = „{ $query }“ erstellen
rooms-join-label = { $group } beitreten

## Eine neue Gruppe

new-title = Neuer Raum oder neue Gruppe
new-lead = Sie gehört dann dir.
new-people-help = Du kannst auch später noch Leute hinzufügen.
new-kind = Für wen?
kind-public = Öffentlicher Raum
kind-public-text = Alle können ihn finden, lesen und ihm beitreten.
kind-private = Private Gruppe
kind-private-text = Nur wen du hinzufügst, kann sie sehen.
group-name = Name
group-name-help = Bis zu 80 Zeichen. Sag, worum es geht.
group-topic = Thema
group-topic-help = Eine Zeile unter dem Namen, bis zu 250 Zeichen.
group-create = Erstellen

picker-legend = Personen
picker-legend-add = Personen hinzufügen
picker-help = Sie sehen alles, was bisher geschrieben wurde.
picker-search = Personen nach Namen suchen
picker-find = Suchen
picker-chosen = Ausgewählt
picker-found = Gefundene Personen
picker-none = Niemand heißt „{ $query }“.
picker-more = Es passen noch mehr Personen. Gib mehr vom Namen ein.
picker-add = Hinzufügen

## Einstellungen einer Gruppe

edit-title = Einstellungen
edit-lead = Einstellungen von { $group }
edit-saved = Gespeichert.
edit-submit = Speichern
edit-details = Name und Thema
edit-archive-title = Archivieren
edit-archive-text = Alles bleibt lesbar, aber es kommen keine neuen Nachrichten dazu. Wiederherstellen kannst du sie jederzeit.
edit-archive = Archivieren
edit-restore-title = Wiederherstellen
edit-restore-text = Sie ist archiviert: Man kann sie lesen, aber niemand kann schreiben. Stell sie wieder her, und alles geht weiter.
edit-delete-title = Löschen
edit-delete-text = Löscht alle Nachrichten für alle. Das lässt sich nicht rückgängig machen.
edit-delete-confirm = Gib zur Bestätigung den Namen ein:
edit-delete = Für immer löschen

## Mitglieder

members-title = Mitglieder
members-of = Mitglieder von { $group }
members-online = { $count ->
    [one] 1 online
   *[other] { $count } online
}
members-staff = Eigentümer und Moderatoren
members-members = Mitglieder
members-search = Mitglied suchen
members-nothing = Kein Mitglied heißt „{ $query }“.
members-more = Weitere Mitglieder
members-start = Zurück zu den ersten Mitgliedern
members-actions = Aktionen für { $name }
members-you = du
members-deactivated = deaktiviert
members-is-online = online
members-make-owner = Zum Eigentümer machen
members-make-moderator = Zum Moderator machen
members-make-member = Zum Mitglied machen
members-hand-over = Eigentum übergeben
members-hand-over-text = { $name } wird Eigentümer, und du wirst Mitglied. Rückgängig machen kann das nur { $name }.
members-hand-over-submit = Übergeben
members-remove = Entfernen
members-remove-text = { $name } verlässt die Gruppe und kann wieder hinzugefügt werden.
members-ban = Sperren
members-ban-text = { $name } ist sofort draußen und kann nicht zurück, bis die Sperre aufgehoben ist.
members-banned-title = Gesperrt
members-banned-text = Sie können nicht beitreten oder hinzugefügt werden, bis die Sperre aufgehoben ist.
members-lift = Sperre aufheben
members-lift-label = Sperre von { $name } aufheben
members-must-name-title = Wähle, wer übernimmt
members-must-name-text = Nur du bist Eigentümer, die Gruppe hätte also keinen mehr. Mach jemand anderen zum Eigentümer, dann kannst du gehen.
members-must-name-alone = Du bist allein hier. Füge jemanden hinzu, der übernimmt, oder archiviere oder lösche die Gruppe in ihren Einstellungen.

role-owner = Eigentümer
role-moderator = Moderator
role-member = Mitglied
role-administrator = Administrator

## Personen

people-title = Personen
people-lead = Alle auf diesem Server.
people-search = Personen nach Namen suchen
people-message = Schreiben
people-message-label = { $name } schreiben
people-notes = Notizen an dich
people-nothing-title = Niemand heißt „{ $query }“
people-nothing-text = Versuche es mit einem anderen Teil des Namens.
people-more-link = Weitere Personen
people-start = Zurück zu den ersten Personen
person-title = Profil
person-since = Hier seit { $day }
person-deactivated = Dieses Konto ist deaktiviert.
person-you = Das bist du

## Was der Server an Gruppen ablehnt

group-name-missing = Gib ihr einen Namen.
group-name-length = Nimm 1 bis 80 Zeichen.
group-name-characters = Nimm nur Buchstaben, Ziffern, Leerzeichen und übliche Satzzeichen, alles in einer Zeile.
group-name-taken = Es gibt schon einen Raum mit diesem Namen. Wähle einen anderen, oder tritt jenem bei.
group-topic-length = Nimm höchstens 250 Zeichen.
group-topic-characters = Nimm nur übliche Zeichen, alles in einer Zeile.
group-kind = Wähle, für wen: ein öffentlicher Raum oder eine private Gruppe.
group-too-many = Du hast viele Gruppen erstellt. Warte eine Weile, bevor du noch eine machst.
group-confirm-wrong = Das ist nicht der Name. Gib ihn genau so ein, wie er da steht.
group-default = In diesem Raum kommen alle an, darum kann er nicht archiviert oder gelöscht werden.
group-archived = Diese Gruppe ist archiviert, es lässt sich also nichts ändern. Stell sie erst wieder her.
members-unknown = Wähle mindestens eine Person. Vielleicht ist jemand, den du gewählt hast, nicht mehr hier.
members-not-member = Diese Person ist kein Mitglied.
members-yourself = Das bist du. Um zu gehen, nimm „Verlassen“.
members-owner = Ein Eigentümer kann nicht entfernt werden. Mach die Person erst zum Mitglied.
members-last-owner = Das ist der einzige Eigentümer. Mach erst jemand anderen zum Eigentümer.
members-administrator = Administratoren sorgen in öffentlichen Räumen für Ordnung, darum können sie nicht gesperrt werden.
members-yourself-promoted = Niemand gibt sich selbst eine höhere Rolle. Frag einen Eigentümer.
members-role = Wähle eine Rolle: Eigentümer, Moderator oder Mitglied.
members-banned = Diese Person ist hier gesperrt. Hebe erst die Sperre auf.
members-unwilling = Eine dieser Personen kannst du nicht hinzufügen. Über einen Einladungslink kann sie selbst kommen.
members-too-many = Wähle höchstens 500 Personen auf einmal.

## Zeilen im Verlauf. Namen kommen als reiner Text.

line-created = { $actor } hat { $name } erstellt
line-joined = { $actor } ist beigetreten
line-left = { $actor } ist gegangen
line-added = { $actor } hat { $people } hinzugefügt
line-removed = { $actor } hat { $people } entfernt
line-banned = { $actor } hat { $people } gesperrt
line-moderator = { $actor } hat { $people } die Rolle „Moderator“ gegeben
line-member = { $actor } hat { $people } die Rolle „Mitglied“ gegeben
line-owner = { $actor } hat { $people } die Rolle „Eigentümer“ gegeben
line-handed-over = { $actor } hat die Gruppe an { $people } übergeben
line-renamed = { $actor } hat die Gruppe in { $name } umbenannt
line-topic = { $actor } hat das Thema in „{ $name }“ geändert
line-topic-cleared = { $actor } hat das Thema entfernt
line-archived = { $actor } hat die Gruppe archiviert
line-restored = { $actor } hat die Gruppe wiederhergestellt
people-and = { $people } und { $last }
people-others = { $count ->
    [one] { $people } und 1 weitere Person
   *[other] { $people } und { $count } weitere
}

## Fehler

error-status = Fehler
error-home = Zum Chat
error-kept = Was du geschrieben hast
error-kept-help = Es wurde nicht gesendet. Kopiere es, bevor du diese Seite verlässt.

error-400-title = Diese Anfrage ergab keinen Sinn
error-400-text = Etwas darin fehlte oder war beschädigt. Geh zurück, lade die Seite neu und versuche es noch einmal.
error-401-title = Du bist abgemeldet
error-401-text = Melde dich wieder an und mach weiter, wo du warst.
error-403-title = Das darfst du nicht
error-403-text = Dein Konto darf das hier nicht, oder die Anfrage kam von einer anderen Website. Wenn du meinst, dass es gehen sollte, frag die Verwaltung.
error-404-title = Hier ist nichts
error-404-text = Diese Seite gibt es nicht, sie wurde entfernt, oder du darfst sie nicht sehen.
error-408-title = Das hat zu lange gedauert
error-408-text = Die Verbindung war zu langsam, um fertig zu werden. Prüfe sie und versuche es noch einmal.
error-413-title = Das ist zu groß
error-413-text = So viel nimmt der Server nicht auf einmal. Mach es kleiner und versuche es noch einmal.
error-422-title = Das konnte nicht angenommen werden
error-422-text = Etwas im Formular stimmte nicht. Geh zurück, berichtige es und sende es noch einmal.
error-429-title = Zu schnell
error-429-text = Das war zu viel in kurzer Zeit. Warte einen Moment und versuche es dann noch einmal.
error-500-title = Etwas ist kaputtgegangen
error-500-text = Das liegt an uns, nicht an dir, und es ist vermerkt. Versuche es gleich noch einmal.
error-503-title = Gleich wieder da
error-503-text = Der Server startet neu oder hat sehr viel zu tun. Warte ein paar Sekunden und lade dann neu.
error-other-title = Das hat nicht geklappt
error-other-text = Geh zurück und versuche es noch einmal. Wenn es immer wieder passiert, sag es deiner Verwaltung.
