# The language, and how it writes dates

settings-language = Language
language-title = Language
language-lead = What Banter itself says. Messages stay as they were written.
language-browser = As the browser says
language-submit = Save
language-saved = Your language is changed.

## Months and days come by their names: November, Sunday.

date-day = { $day } { $month } { $year }
date-weekday = { $weekday }, { $date }
date-moment = { $day } { $month } { $year }, { $time }
date-near = { $day } { $month }, { $time }
