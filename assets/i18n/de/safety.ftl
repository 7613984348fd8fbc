## Blockieren

settings-blocks = Blockiert
blocks-title = Wen du blockiert hast
blocks-lead = Du siehst nicht, was sie schreiben, außer du öffnest es, nichts davon zählt als ungelesen, und keiner kann dem anderen direkt schreiben. Sie erfahren es nicht.
blocks-none-title = Du hast niemanden blockiert
blocks-none-text = Wer dich stört, lässt sich über das Profil blockieren.
blocks-block = Blockieren
blocks-block-text = Du siehst ihre Nachrichten nicht, außer du öffnest sie, und keiner kann dem anderen direkt schreiben. Sie erfahren es nicht.
blocks-unblock = Freigeben
blocks-unblock-label = { $name } freigeben
blocks-tag = Blockiert
blocks-oneself = Du kannst dich nicht selbst blockieren.
blocks-full = Du hast so viele blockiert, wie es geht. Gib erst jemanden frei.
blocks-folded = Nachricht von jemandem, den du blockiert hast
blocks-show = Zeigen
blocks-hide = Verbergen
blocks-quote = Jemand, den du blockiert hast
direct-silenced = Ihr könnt euch hier nicht schreiben.
direct-silenced-own = Du hast { $name } blockiert. Hier kann keiner schreiben.
direct-silenced-other = Du kannst { $name } nicht schreiben.

## Meldungen

action-report = Melden
report-title = Nachricht melden
report-lead = Die Moderatoren und Administratoren sehen diese Nachricht, wie sie jetzt ist, und dass du sie gemeldet hast. Wer sie schrieb, sieht das nicht.
report-lead-direct = Nur die Administratoren sehen diese Nachricht, wie sie jetzt ist, und dass du sie gemeldet hast. Sonst sehen sie nichts von eurem Chat, und wer sie schrieb, erfährt es nicht.
report-reason = Was stimmt damit nicht?
report-reason-spam = Spam
report-reason-abuse = Beleidigung oder Belästigung
report-reason-threat = Drohung oder Gewalt
report-reason-private = Private Angaben über jemanden
report-reason-illegal = Etwas Verbotenes
report-reason-other = Etwas anderes
report-reason-missing = Sag, was damit nicht stimmt.
report-note = Was man dazu wissen sollte
report-note-length = Eine Anmerkung hat bis zu 1.000 Zeichen.
report-own = Das ist deine eigene Nachricht. Du kannst sie löschen.
report-twice = Du hast diese Nachricht schon gemeldet. Sie wartet darauf, dass jemand nachsieht.
report-too-many = Du hast viele Nachrichten gemeldet. Warte eine Weile vor der nächsten.
report-submit = Melden
report-sent = Gemeldet
report-sent-text = Danke. Sie wartet darauf, dass jemand nachsieht.
report-block = Wenn du von { $name } nichts mehr hören willst, kannst du blockieren. Niemand erfährt es.
reports-title = Meldungen
reports-lead = Nachrichten, die gemeldet wurden
reports-open = { $count ->
    [one] 1 Meldung
   *[other] { $count } Meldungen
}
reports-none-title = Nichts zu tun
reports-none-text = Gemeldete Nachrichten erscheinen hier.
reports-note = Die Kopien werden nur so lange aufbewahrt, bis eine Meldung erledigt ist. Was du tust, schließt alle Meldungen derselben Nachricht.
report-by = Gemeldet von { $name }, { $time }
report-gone = inzwischen gelöscht
report-files = Dateien: { $files }
report-go = Im Verlauf zeigen
report-act-dismissed = Abweisen
report-act-deleted = Nachricht löschen
report-sure-deleted = Sie wird für alle gelöscht, und ihr Text ist endgültig weg.
report-act-removed = Aus der Gruppe entfernen
report-act-banned = Hier sperren
report-act-unknown = Wähle, was zu tun ist.
report-act-banned-site = Vom Server sperren

## Konten, für Administratoren

accounts-title = Konten
accounts-lead = Alle, die hier ein Konto haben
accounts-none = Niemand gefunden
account-find = Suchen
account-facts = Konto
account-card = Profil
account-role = Rolle
account-role-any = Jede Rolle
account-role-administrator = Kümmert sich um den ganzen Server.
account-role-member = Benutzt den Server wie alle.
account-promote = Zum Administrator machen
account-sure-promote = { $name } kann dann alles, was du kannst: sich um Konten, Gruppen und Meldungen kümmern und andere zu Administratoren machen.
account-demote = Zum Mitglied machen
account-sure-demote = { $name } kann sich dann nicht mehr um Konten, Gruppen und Meldungen kümmern.
account-sure-myself = Du kannst dich dann nicht mehr um Konten, Gruppen und Meldungen kümmern. Nur ein anderer Administrator kann dir das wiedergeben.
role-unknown = Wähle eine Rolle.
account-state = Zustand
account-state-any = Jeder Zustand
account-state-active = Aktiv
account-state-banned = Gesperrt
account-state-deactivated = Deaktiviert
account-seen = Zuletzt gesehen am { $time }
account-unseen = Nicht angemeldet
last-administrator = Du bist der einzige Administrator. Mach erst jemand anderen dazu.

ban-title = Vom Server sperren
ban-lead = Die Person wird sofort überall abgemeldet und kann sich nicht mehr anmelden. Was sie geschrieben hat, bleibt. Bei einer Sperre für immer geht, was ihr gehört, auf andere über.
ban-reason = Grund
ban-reason-missing = Sag, warum. Die Person sieht es, wenn sie sich anmelden will.
ban-reason-length = Ein Grund hat bis zu 500 Zeichen.
ban-days = Eine Sperre dauert von einem Tag bis zu zehn Jahren.
ban-oneself = Du kannst dich nicht selbst sperren.
ban-inactive = Dieses Konto ist schon ausgeschlossen.
ban-lasting = Wie lange
ban-lasting-good = Für immer
ban-lasting-1 = Einen Tag
ban-lasting-7 = Eine Woche
ban-lasting-30 = 30 Tage
ban-lasting-365 = Ein Jahr
ban-submit = Sperren
ban-for-good = Für immer gesperrt
ban-until = Gesperrt bis { $time }
ban-over = Die Sperre ist vorbei und endet mit der nächsten Anmeldung
ban-since = Seit { $time }
ban-lift = Sperre aufheben
login-banned = Dein Konto ist gesperrt.
login-banned-until = Dein Konto ist bis { $time } gesperrt.
login-banned-reason = Grund: { $reason }

## Die eigenen Daten, und das Ende eines Kontos

settings-data = Deine Daten
delete-title = Konto löschen
delete-lead = Das lässt sich nicht rückgängig machen.
delete-lead-other = Das lässt sich nicht rückgängig machen. Was die Person geschrieben hat, bleibt als das eines gelöschten Kontos; alles andere von ihr wird gelöscht, und was ihr gehört, geht auf andere über.
delete-what-messages = Was du geschrieben hast, bleibt, wo es ist, ohne deinen Namen und dein Bild: „Gelöschtes Konto“. Lösche vorher, was nicht bleiben soll.
delete-what-mentions = Wo andere deinen Namen in eine Nachricht geschrieben haben, bleibt er stehen.
delete-what-rest = Dein Profil, deine E-Mail-Adresse, Geräte, Mitgliedschaften, Entwürfe, gemerkten Nachrichten, Blockierungen und Dateien, die du nicht gesendet hast, werden gelöscht, ebenso deine Notizen und Gruppen, in denen nur du bist.
delete-what-name = Den Namen { $username } kann nach dir niemand nehmen.
delete-owns = Diese Gruppen gehören sonst niemandem. Übergib sie erst:
delete-confirm = Gib zur Sicherheit deinen Benutzernamen ein
delete-confirm-other = Gib zur Sicherheit den Benutzernamen der Person ein
delete-confirm-wrong = Das ist nicht der Benutzername.
delete-oneself = Dein eigenes Konto löschst du in deinen Einstellungen.
delete-submit = Konto löschen
deleted-title = Dein Konto ist gelöscht
deleted-text = Du bist überall abgemeldet. Danke, dass du hier warst.
person-deleted = Dieses Konto wurde gelöscht.
export-title = Deine Daten herunterladen
export-lead = Eine ZIP-Datei mit deinem Profil, Geräten, Gruppen, Nachrichten, Reaktionen, gemerkten Nachrichten, Entwürfen, Meldungen und den Dateien, die du hochgeladen hast. Was andere geschrieben haben, ist nicht darin.
export-submit = Herunterladen
export-too-many = Du hast sie gerade mehrmals heruntergeladen. Versuche es später noch einmal.
account-nobody = Gelöschtes Konto
