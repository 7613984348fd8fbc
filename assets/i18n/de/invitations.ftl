# Einladungen per Link

invitations-open = Per Link einladen
account-invite = Leute einladen
invitations-title = Einladungen
invitations-site = Auf diesen Server
invitation-new = Neuer Link
invitation-lead-site = Wer den Link hat, kann sich hier registrieren.
invitation-lead-group = Wer den Link hat, kann sich hier registrieren und dieser Gruppe beitreten.
invitation-lead-accounts = Wer den Link und ein Konto hier hat, kann dieser Gruppe beitreten.
invitation-lifetime = Gilt für
invitation-for-hour = 1 Stunde
invitation-for-day = 1 Tag
invitation-for-week = 7 Tage
invitation-for-month = 30 Tage
invitation-most = Wie viele Personen
invitation-count = { $count ->
    [one] 1 Person
   *[other] { $count } Personen
}
invitation-submit = Link erstellen
invitations-full = Es gibt schon 50 Links. Nimm erst welche zurück.
invitation-made = Dein Link ist fertig
invitation-made-text = Kopiere ihn gleich: Er wird nur einmal gezeigt.
invitation-link = Link
invitation-code = Der Link als QR-Code
invitations-good = Links, die jetzt gelten
invitations-good-text = Die Links selbst werden nirgends aufbewahrt.
invitation-used = { $uses } von { $most } genutzt
invitation-until = gilt bis { $time }
invitation-revoke = Zurücknehmen
invitation-revoke-label = Den Link von { $name } zurücknehmen, der bis { $time } gilt

invitation-title = Einladung
invitation-to-group = { $name } lädt dich ein in
invitation-to-site = { $name } lädt dich zu Banter ein
invitation-as = Du bist als { $name } angemeldet.
invitation-join = Beitreten
invitation-here = Du bist schon hier.
invitation-register-text = Wähle einen Benutzernamen, und du bist dabei.
invitation-login = Ich habe ein Konto
invitation-login-text = Melde dich an, um anzunehmen.
invitation-gone = Dieser Link gilt nicht mehr
invitation-gone-text = Er ist aufgebraucht, zurückgenommen oder abgelaufen. Bitte um einen neuen.
