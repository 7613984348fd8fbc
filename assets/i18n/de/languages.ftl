# Die Sprache, und wie sie ein Datum schreibt

settings-language = Sprache
language-title = Sprache
language-lead = Was Banter selbst sagt. Nachrichten bleiben, wie sie geschrieben wurden.
language-browser = Wie der Browser
language-submit = Speichern
language-saved = Deine Sprache ist geändert.

## Monate und Tage kommen mit ihren Namen: November, Sonntag.

date-day = { $day }. { $month } { $year }
date-weekday = { $weekday }, { $date }
date-moment = { $day }. { $month } { $year }, { $time }
date-near = { $day }. { $month }, { $time }
