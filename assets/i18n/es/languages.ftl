# El idioma, y cómo escribe las fechas

settings-language = Idioma
language-title = Idioma
language-lead = El de Banter. Los mensajes se quedan como se escribieron.
language-browser = El del navegador
language-submit = Guardar
language-saved = Se ha cambiado tu idioma.

## Los meses y los días vienen con su nombre: noviembre, domingo.

date-day = { $day } de { $month } de { $year }
date-weekday = { $weekday }, { $date }
date-moment = { $day } de { $month } de { $year }, { $time }
date-near = { $day } de { $month }, { $time }
