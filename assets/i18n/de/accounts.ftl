# Der zweite Faktor, und was die Verwaltung für ein Konto tut

copy = Kopieren
copy-link = Link kopieren
copied = Kopiert

code-title = Gib deinen Code ein
code-lead = Öffne deine Authenticator-App und gib den Code ein, den sie für Banter zeigt.
code = Code
code-wrong = Dieser Code stimmt nicht oder wurde schon benutzt. Warte auf den nächsten und versuche es noch einmal.
code-instead = Authenticator-App benutzen
code-expired = Melde dich noch einmal an
code-expired-text = Es hat zu lange gedauert, oder es waren zu viele falsche Codes.
recovery-title = Wiederherstellungscode benutzen
recovery-lead = Gib einen der Codes ein, die du aufbewahrt hast. Jeder gilt einmal.
recovery-code = Wiederherstellungscode
recovery-wrong = Das ist keiner deiner Wiederherstellungscodes, oder er wurde schon benutzt.
recovery-instead = Wiederherstellungscode benutzen

two-factor-title = Anmeldung mit zweitem Faktor
two-factor-on = Ein
two-factor-lead = Damit braucht die Anmeldung außer deinem Passwort einen Code aus einer App auf deinem Handy.
two-factor-must = Dieser Server verlangt von allen einen zweiten Faktor. Richte ihn mit einer Authenticator-App ein, um weiterzukommen.
two-factor-since = Seit dem { $day } braucht die Anmeldung außer deinem Passwort einen Code.
two-factor-begin = Einrichten
two-factor-manage = Verwalten
two-factor-scan = Scanne das mit einer Authenticator-App.
two-factor-type = Oder gib dort diesen Schlüssel ein.
two-factor-open = Auf diesem Gerät öffnen
two-factor-code-label = Der Schlüssel als QR-Code
two-factor-confirm-code = Gib dann den Code ein, den sie zeigt
two-factor-confirm = Einschalten
two-factor-continue = Weiter zum Chat
two-factor-on-saved = Der zweite Faktor ist eingeschaltet, und deine anderen Geräte sind abgemeldet.
two-factor-on-already = Er ist schon eingeschaltet.
two-factor-off-title = Ausschalten
two-factor-off-text = Dann reicht zum Anmelden dein Passwort. Deine anderen Geräte werden abgemeldet.
two-factor-off-required = Für eine andere App schalte ihn aus und richte ihn neu ein: Dieser Server verlangt von allen einen zweiten Faktor.
two-factor-off = Ausschalten
two-factor-off-saved = Der zweite Faktor ist ausgeschaltet, und deine anderen Geräte sind abgemeldet.
two-factor-off-already = Er ist schon ausgeschaltet.
two-factor-expired = Dieser Schlüssel ist abgelaufen. Fang noch einmal an.
recovery-codes = Wiederherstellungscodes
recovery-keep = Bewahre sie dort auf, wo du sie ohne dein Handy findest. Jeder meldet dich einmal an, und gezeigt werden sie nur jetzt.
recovery-download = Herunterladen
recovery-left = { $count ->
    [0] Keiner ist übrig.
    [one] 1 ist übrig.
   *[other] { $count } sind übrig.
}
recovery-renew-text = Neue treten an die Stelle derer, die du hast.
recovery-renew = Neue Codes erstellen
recovery-saved = Deine neuen Wiederherstellungscodes sind fertig. Die alten gelten nicht mehr.

account-security = Sicherheit
security-title = Sicherheit
security-lead = Für diesen Server
security-require-title = Zweiter Faktor für alle
security-require-text = Wer keinen hat, muss ihn beim Anmelden einrichten, vor allem anderen. Das gilt auch für alle, die gerade angemeldet sind.
security-required-text = Wer keinen hat, muss ihn vor allem anderen einrichten.
security-without = { $count ->
    [0] Alle haben einen.
    [one] 1 Person hat keinen.
   *[other] { $count } Personen haben keinen.
}
security-require = Von allen verlangen
security-optional = Jedem freistellen
security-own-first = Richte erst deinen eigenen ein, damit du drinbleibst.
security-saved = Das ist geändert.

account-manage = Konto verwalten
account-myself = Das bist du. Dein eigenes Konto änderst du in den Einstellungen, mit deinem Passwort.
account-two-factor-text = Sind Handy und Wiederherstellungscodes verloren, entferne den zweiten Faktor. Die Person wird überall abgemeldet und meldet sich nur mit dem Passwort an.
account-two-factor-none = Die Anmeldung geht nur mit dem Passwort.
account-two-factor-reset = Entfernen
account-sure-two-factor = Stell sicher, dass wirklich { $name } darum bittet: Danach genügt das Passwort, um hineinzukommen.
account-two-factor-saved = Er ist entfernt, und die Person ist überall abgemeldet.
account-password = Passwort vergessen
account-password-text = Erstelle einen Link, mit dem sich ein anderes Passwort setzen lässt, und übergib ihn so, dass ihn sonst niemand liest.
account-password-link = Link erstellen

reset-title = Anderes Passwort setzen
reset-lead = Für { $name }. Du wirst überall abgemeldet.
reset-submit = Passwort setzen
reset-saved = Dein Passwort ist geändert. Melde dich damit an.
reset-gone-text = Er wurde benutzt oder ist abgelaufen. Bitte um einen neuen.
reset-made = Der Link ist fertig
reset-made-text = Kopiere ihn gleich: Er wird nur einmal gezeigt. Wer ihn hat, setzt innerhalb von 30 Minuten einmal ein anderes Passwort für { $name }.

forgot-link = Passwort vergessen?
forgot-title = Passwort vergessen?
forgot-lead = Wenn zu deinem Konto eine E-Mail-Adresse gehört, geht ein Link dorthin, mit dem du ein anderes Passwort setzt.
forgot-submit = Link senden
forgot-sent = Sieh in deine E-Mails
forgot-sent-text = Wenn es dieses Konto gibt und es eine E-Mail-Adresse hat, ist ein Link unterwegs. Er gilt 30 Minuten. Ohne Adresse bitte die Verwaltung um einen Link.

mail-hello = Hallo { $name },
mail-reset-subject = Anderes Passwort für Banter setzen
mail-reset-text = Mit diesem Link setzt du ein anderes Passwort für { $username }. Er gilt einmal, innerhalb von 30 Minuten.
mail-reset-else = Wenn du nicht darum gebeten hast, ist nichts zu tun: Dein Passwort bleibt, wie es ist.
mail-change-subject = Eine Änderung an deinem Konto bei Banter
mail-password-changed = Dein Passwort wurde geändert.
mail-password-reset = Über einen Link wurde ein anderes Passwort gesetzt.
mail-email-changed = Die E-Mail-Adresse deines Kontos wurde geändert. Diese hier ist es nicht mehr.
mail-second-factor-turned-on = Der zweite Faktor wurde eingeschaltet.
mail-second-factor-turned-off = Der zweite Faktor wurde ausgeschaltet.
mail-second-factor-reset = Die Verwaltung hat deinen zweiten Faktor entfernt. Zum Anmelden reicht dein Passwort.
mail-change-else = Wenn du das nicht warst, setze sofort ein anderes Passwort oder schreib deiner Verwaltung.
