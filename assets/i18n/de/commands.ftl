## Befehle

commands-offer = Befehle
commands-title = Das kannst du hier eingeben:
commands-as-text = Soll eine Nachricht mit einem Schrägstrich beginnen, setze ein Leerzeichen davor.
commands-close = Schließen
commands-only-you = Nur du siehst das
command-unknown = Diesen Befehl gibt es nicht. /help zeigt alle; mit einem Leerzeichen vor dem Schrägstrich wird es gesendet, wie es ist.
command-forbidden = Diesen Befehl darfst du hier nicht verwenden.
command-files = Zu diesem Befehl gehören keine Dateien. Entferne sie zuerst.

command-help = zeigt die Befehle, die du verwenden kannst
command-invite = nimmt Leute in die Gruppe auf
command-invite-usage = @name …
command-invite-nobody = Sag, wen: /invite @name
command-invite-done = Sie gehören jetzt zur Gruppe.
command-leave = verlässt die Gruppe
command-leave-done = Du hast { $group } verlassen.
command-me = sagt, was du tust
command-me-usage = winkt
command-me-nothing = Sag, was du tust: /me winkt
command-shrug = hängt ¯\_(ツ)_/¯ an
command-shrug-usage = Nachricht
command-topic = ändert das Thema
command-topic-usage = Worum es geht
command-topic-nothing = Sag, was das Thema ist: /topic Worum es geht
command-topic-done = Das Thema ist geändert.
